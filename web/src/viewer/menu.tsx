import { common } from "../i18n/common";
import { useStore } from "../store";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { LanguageChoice } from "../ui/language-choice";
import type { Album } from "./album";
import { HOME } from "./home";
import { words } from "./i18n/words";

interface Properties {
  album: Album;
  onClose: () => void;
  onAddCode: () => void;
  onForget: () => void;
}

export function Menu({ album, onClose, onAddCode, onForget }: Properties) {
  return (
    <Dialog title={words.more} onClose={onClose}>
      <OpenedCodes album={album} />
      <div class="choice">
        <button type="button" class="quiet-button" onClick={onAddCode}>
          {words.addCode}
        </button>
        <p class="quiet">{words.addCodeHint}</p>
      </div>
      <div class="choice">
        <button type="button" class="quiet-button" onClick={onForget}>
          {words.forget}
        </button>
        <p class="quiet">{words.forgetHint}</p>
      </div>
      <a class="quiet-button" href={HOME}>
        {words.yourAlbums}
      </a>
      <LanguageChoice />
    </Dialog>
  );
}

/** The codes of this album that this device remembers. The last one goes with the album. */
function OpenedCodes({ album }: { album: Album }) {
  useStore(album.store);
  const { opened } = album;
  return (
    <ul class="opened" aria-label={words.codesHere}>
      {opened.map(({ accessCode, details }) => (
        <li key={accessCode}>
          <code>{accessCode}</code>
          <span>
            {details?.label} <span class="quiet">{details && common.photos(details.photoCount)}</span>
          </span>
          {opened.length > 1 ? (
            <button
              type="button"
              class="round"
              aria-label={words.forgetCode(accessCode)}
              onClick={() => album.forget(accessCode)}
            >
              <Icon name="close" />
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
