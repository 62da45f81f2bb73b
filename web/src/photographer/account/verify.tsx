import { useEffect, useState } from "preact/hooks";
import { ask } from "../../api/client";
import { granted, type Problem, problemOf } from "../../api/problem";
import { open, session } from "../../api/session";
import { told } from "../../words/problems";
import { words } from "../words/words";
import { VERIFY } from "./documents";
import { Door } from "./door";
import { takeToken } from "./mailed-token";

/** Where the link of the confirmation mail leads: it is done by opening it. */
export function Verify() {
  const [token] = useState(takeToken);
  const [email, setEmail] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const verify = async () => {
    setProblem(null);
    try {
      const { verifyEmail } = await ask(VERIFY, { input: { token } });
      setEmail(granted(verifyEmail.user, verifyEmail.userErrors).email);
      const { value } = session;
      if (value) open({ ...value, user: { ...value.user, emailVerified: true } });
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  useEffect(() => void verify(), []);
  const mayRetry = problem && problem.code !== "REFUSED";
  return (
    <Door title={words.confirmTitle}>
      <p role="status">
        {email ? words.confirmed(email) : problem ? told(problem, words.refusals) : words.confirming}
      </p>
      {mayRetry ? (
        <button type="button" class="button" onClick={verify}>
          {words.common.retry}
        </button>
      ) : null}
      {problem && !mayRetry ? <p class="quiet">{words.confirmAgainHint}</p> : null}
      {email || problem ? (
        <a class={email ? "button" : "quiet-button"} href="/events">
          {words.toEvents}
        </a>
      ) : null}
    </Door>
  );
}
