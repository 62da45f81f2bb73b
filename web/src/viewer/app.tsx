import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { forgetOffline } from "../offline/load";
import { listen } from "../ui/listen";
import { Toasts } from "../ui/toasts";
import { showInAddress } from "./address";
import { Album } from "./album";
import { AlbumScreen } from "./album-screen";
import { CodeScreen } from "./code-screen";
import { CodeSession } from "./code-session";
import { type Credential, credentialFromUrl, isCardPage } from "./credential";
import type { AlbumPage } from "./documents";
import { EndedScreen } from "./ended-screen";
import { strings } from "./i18n/strings";
import { endedAt, removeEvent, savedCodes, titleFromLink } from "./saved-codes";

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
      const credential = credentialFromUrl();
      if (credential) show({ name: "code", credential });
    };
    return listen({ hashchange: change });
  }, []);

  const forget = () => {
    removeEvent(publicUrl);
    void forgetOffline(publicUrl);
  };
  const end = (problem: Problem) => {
    const isWrong = problem.reason === "CODE_REVOKED" || problem.userErrors[0]?.code === "INVALID_ACCESS_CODE";
    // The codes of a deleted event are reported as invalid.
    const isRevoked = isWrong && !endedAt(publicUrl);
    forget();
    show(isRevoked ? { name: "code", credential: null, isRevoked } : { name: "ended" });
  };
  useEffect(() => {
    // Whichever link led here: a reload or a bookmark opens what is on the screen.
    if (screen.name === "album") screen.album.showInAddress();
    else if (screen.name === "ended" || !(screen.credential || screen.before)) showInAddress(publicUrl, null);
    if (screen.name !== "album") document.title = isCardPage(publicUrl) ? strings.yourPhotos : titleFromLink(publicUrl);
  }, [publicUrl, screen]);
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
            forget();
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
