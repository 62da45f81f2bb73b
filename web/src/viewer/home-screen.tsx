import { useEffect, useRef, useState } from "preact/hooks";
import { keepHomeOffline } from "../offline/load";
import { Countdown } from "../ui/countdown";
import { LanguageChoice } from "../ui/language-choice";
import { homeStrings } from "./i18n/home";
import { strings } from "./i18n/strings";
import { savedAlbums } from "./saved-albums";

/** The albums opened on this device, and a form to open another. */
export function HomeScreen() {
  const [albums] = useState(savedAlbums);
  useEffect(() => void keepHomeOffline(), []);
  return (
    <main class="code-screen">
      <div class="card">
        <h1>{strings.yourAlbums}</h1>
        {albums.length ? null : <p class="quiet">{homeStrings.noAlbums}</p>}
        {albums.map(({ publicUrl, eventName, expiresAt, timeZone }) => (
          <div class="menu-item" key={publicUrl}>
            <a class="quiet-button" href={`/${encodeURI(publicUrl)}`}>
              {eventName}
            </a>
            <Countdown expiresAt={expiresAt} timeZone={timeZone} />
          </div>
        ))}
        <LinkForm />
      </div>
      <LanguageChoice />
    </main>
  );
}

/** Installed apps have no address bar. */
function LinkForm() {
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const path = pathOf(input.current?.value ?? "");
    setWrong(!path);
    if (path) location.assign(path);
    else input.current?.focus();
  };
  return (
    <form class="menu-item" onSubmit={submit} noValidate>
      <label class="field">
        {homeStrings.eventLink}
        <input
          ref={input}
          type="url"
          autocomplete="off"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? "link-note" : undefined}
        />
      </label>
      {isWrong ? (
        <p id="link-note" role="alert" class="problem">
          {homeStrings.noLink}
        </p>
      ) : null}
      <button type="submit" class="button">
        {strings.openAlbum}
      </button>
    </form>
  );
}

/** The path of an event link, also of `anna/wedding`. Never leaves this origin. */
function pathOf(text: string): string | null {
  const [, userName, slug, hash = ""] = LINK.exec(text.trim()) ?? [];
  return userName && slug ? `/${userName}/${slug}${hash}` : null;
}

const LINK = /^(?:https?:\/\/[^/]+\/|\/)?([^/\s#?]+)\/([^/\s#?]+)(#\S*)?$/i;
