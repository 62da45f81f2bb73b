import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../api/problem";
import { common } from "../i18n/common";
import { errorText } from "../i18n/error-text";
import { duration } from "../i18n/numbers";
import { Button } from "../ui/button";
import { LanguageChoice } from "../ui/language-choice";
import { listen } from "../ui/listen";
import { showInAddress } from "./address";
import { CodeSession } from "./code-session";
import { type Credential, credentialOf, isCardPage, isPhotographersCard, photographerOf } from "./credential";
import type { AlbumPage } from "./documents";
import { strings } from "./i18n/strings";
import { endedAt, titleFromLink } from "./saved-codes";
import { SharedDevice } from "./shared-device";
import { useSecondsLeft } from "./use-seconds-left";

interface Properties {
  publicUrl: string;
  /** From a link: submitted automatically. */
  credential: Credential | null;
  /** The code that was open has been revoked. */
  isRevoked?: boolean;
  onOpened: (session: CodeSession, first: AlbumPage) => void;
  /** The code is valid, but the event has ended. */
  onEnded: () => void;
  onBack?: () => void;
}

export function CodeScreen({ publicUrl, credential, isRevoked, onOpened, onEnded, onBack }: Properties) {
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(credential !== null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isPhotographers, setPhotographers] = useState(false);
  const wait = useSecondsLeft(problem?.code === "RATE_LIMITED" ? problem.retryAfterSeconds : 0, problem);
  const lastTried = useRef(credential);

  const redeem = async (tried: Credential) => {
    setProblem(null);
    setPhotographers(isPhotographersCard(tried));
    setBusy(!isPhotographersCard(tried));
    if (isPhotographersCard(tried)) return input.current?.focus();
    lastTried.current = tried;
    try {
      const { session, page } = await CodeSession.redeem(publicUrl, tried, tried !== credential);
      onOpened(session, page);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (hasEnded(problem, publicUrl, tried === credential)) return onEnded();
      // A reload must not count as another wrong code.
      if (problem.code === "REFUSED") showInAddress(publicUrl, null);
      setProblem(problem);
      setBusy(false);
    }
  };

  useEffect(() => {
    if (credential) redeem(credential);
    else input.current?.focus();
  }, []);
  useEffect(() => {
    // The typed code stays, ready to be corrected.
    if (problem && !wait) input.current?.focus();
  }, [problem, wait === 0]);
  // A layout effect: the network may return before the next frame.
  useLayoutEffect(() => {
    if (problem?.code !== "OFFLINE") return;
    const again = () => lastTried.current && redeem(lastTried.current);
    return listen({ online: again });
  }, [problem]);

  const submit = (event: Event) => {
    event.preventDefault();
    const typed = credentialOf(input.current?.value ?? "");
    if (typed && !isBusy && !wait) redeem(typed);
  };
  const refusal = problem ? explain(problem) : isRevoked ? strings.revoked(photographerOf(publicUrl)) : null;
  return (
    <main class="code-screen">
      <form class="card" onSubmit={submit} noValidate>
        {isCardPage(publicUrl) ? null : <p class="event-path">{titleFromLink(publicUrl)}</p>}
        <h1>{isRevoked ? strings.revokedTitle : strings.yourPhotos}</h1>
        <label class="field">
          {common.accessCode}
          <input
            ref={input}
            class="code-input"
            defaultValue={credential && !isPhotographersCard(credential) ? credential.accessCode : ""}
            placeholder="ABC34D"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            enterkeyhint="go"
            readOnly={isBusy}
            aria-invalid={problem?.code === "REFUSED"}
            aria-describedby="code-note"
          />
        </label>
        <p id="code-note" role="status" class={refusal && !isBusy ? "problem" : "quiet"}>
          {isBusy ? strings.opening : (refusal ?? (isPhotographers ? strings.photographersCard : strings.codeHint))}
        </p>
        <button type="submit" class="button" aria-disabled={isBusy || wait > 0}>
          {isBusy ? <span class="spinner" /> : null}
          {wait > 0 ? strings.tryAgainIn(duration(wait)) : strings.openAlbum}
        </button>
        {onBack ? (
          <Button icon="back" onClick={onBack}>
            {strings.backToAlbum}
          </Button>
        ) : null}
      </form>
      <SharedDevice />
      <LanguageChoice />
    </main>
  );
}

/** For a link to an event that this device knows has ended, the code is not reported as wrong. */
const hasEnded = ({ userErrors: [refusal] }: Problem, publicUrl: string, isFromLink: boolean) =>
  refusal?.code === "EVENT_EXPIRED" || (refusal && isFromLink && endedAt(publicUrl) !== null);

function explain(problem: Problem): string {
  if (problem.code === "OFFLINE") return strings.offline;
  // The button says how long to wait, and counts down.
  if (problem.code === "RATE_LIMITED") return strings.tooManyAttempts;
  return errorText(problem, { INVALID_ACCESS_CODE: strings.wrongCode });
}
