import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { listen } from "../ui/listen";
import { Toasts } from "../ui/toasts";
import { Album } from "./album";
import { AlbumScreen } from "./album-screen";
import { CodeScreen } from "./code-screen";
import { CodeSession } from "./code-session";
import { type Credential, eventFromUrl, takeCredentialFromUrl } from "./credential";
import type { AlbumPage } from "./documents";
import { EndedScreen } from "./ended-screen";
import { endedAt, removeEvent, savedCodes } from "./saved-codes";

type Screen =
  | { name: "code"; credential: Credential | null; isRevoked?: boolean; before?: Album }
  | { name: "album"; album: Album; first: AlbumPage | null }
  | { name: "ended" };

interface Properties {
  /** `user_name/slug`, or `Q/…` for a printed card that is new on this device. */
  page: string;
  fromLink: Credential | null;
}

export function App({ page, fromLink }: Properties) {
  const [publicUrl, setPublicUrl] = useState(page);
  const [screen, show] = useState<Screen>(() => start(publicUrl, fromLink));

  // Another link of the same event was opened on this page.
  useEffect(() => {
    const change = () => {
      const credential = takeCredentialFromUrl();
      if (credential) show({ name: "code", credential });
    };
    return listen({ hashchange: change });
  }, []);

  const end = (problem: Problem) => {
    const isWrong = problem.reason === "CODE_REVOKED" || problem.userErrors[0]?.code === "INVALID_ACCESS_CODE";
    // The codes of a deleted event are reported as invalid.
    const isRevoked = isWrong && !endedAt(publicUrl);
    show(isRevoked ? { name: "code", credential: null, isRevoked } : { name: "ended" });
  };
  useEffect(() => {
    // Whichever link led here: a reload then opens what this device has saved.
    if (publicUrl !== eventFromUrl()) history.replaceState(history.state, "", `/${encodeURI(publicUrl)}`);
  }, [publicUrl]);
  const open = (session: CodeSession, first: AlbumPage) => {
    const { publicUrl } = session;
    setPublicUrl(publicUrl);
    const others = savedCodes(publicUrl).codes.filter(({ accessCode }) => accessCode !== session.accessCode);
    const codes = [session, ...others.map(code => new CodeSession(publicUrl, code))];
    show({ name: "album", album: new Album(publicUrl, codes), first });
  };

  return (
    <>
      {screen.name === "code" ? (
        <CodeScreen
          key={screen.credential?.accessCode}
          publicUrl={publicUrl}
          credential={screen.credential}
          isRevoked={screen.isRevoked}
          onOpened={open}
          onEnded={() => show({ name: "ended" })}
          onBack={screen.before && (() => show(start(publicUrl, null)))}
        />
      ) : screen.name === "album" ? (
        <AlbumScreen
          album={screen.album}
          first={screen.first}
          onEnded={end}
          onAddCode={() => show({ name: "code", credential: null, before: screen.album })}
          onForget={() => {
            removeEvent(publicUrl);
            show({ name: "code", credential: null });
          }}
        />
      ) : (
        <EndedScreen publicUrl={publicUrl} onOtherCode={() => show({ name: "code", credential: null })} />
      )}
      <Toasts />
    </>
  );
}

/** A link's code is redeemed even if others are saved: it may be new. */
function start(publicUrl: string, credential: Credential | null): Screen {
  const codes = savedCodes(publicUrl).codes.map(code => new CodeSession(publicUrl, code));
  const isKnown = codes.some(({ accessCode }) => accessCode === credential?.accessCode);
  if (codes.length && (isKnown || !credential))
    return { name: "album", album: new Album(publicUrl, codes), first: null };
  return !credential && endedAt(publicUrl) ? { name: "ended" } : { name: "code", credential };
}
