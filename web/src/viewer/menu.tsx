import { common } from "../i18n/common";
import { useStore } from "../store";
import { Button, RoundButton } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { LanguageChoice } from "../ui/language-choice";
import type { Album } from "./album";
import { HOME } from "./home-path";
import { strings } from "./i18n/strings";
import { SharedDevice } from "./shared-device";

interface Properties {
  album: Album;
  onClose: () => void;
  onAddCode: () => void;
  onForget: () => void;
}

export function Menu({ album, onClose, onAddCode, onForget }: Properties) {
  return (
    <Dialog title={strings.more} onClose={onClose}>
      <OpenCodes album={album} />
      <div class="menu-item">
        <Button onClick={onAddCode}>{strings.addCode}</Button>
        <p class="quiet">{strings.addCodeHint}</p>
      </div>
      <div class="menu-item">
        <Button onClick={onForget}>{strings.forget}</Button>
        <p class="quiet">{strings.forgetHint}</p>
      </div>
      <SharedDevice onChange={() => album.showInAddress()} />
      <a class="quiet-button" href={HOME}>
        {strings.yourAlbums}
      </a>
      <LanguageChoice />
    </Dialog>
  );
}

/** The saved codes of this album. The last one can only be removed with the album. */
function OpenCodes({ album }: { album: Album }) {
  useStore(album.store);
  const { codes } = album;
  return (
    <ul class="open-codes" aria-label={strings.codesHere}>
      {codes.map(({ accessCode, details }) => (
        <li key={accessCode}>
          <code>{accessCode}</code>
          <span>
            {details?.label} <span class="quiet">{details && common.photos(details.photoCount)}</span>
          </span>
          {codes.length > 1 ? (
            <RoundButton icon="close" label={strings.forgetCode(accessCode)} onClick={() => album.forget(accessCode)} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
