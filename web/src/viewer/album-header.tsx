import type { Selection } from "../grid/selection";
import { useEscape } from "../grid/use-escape";
import { common } from "../i18n/common";
import { downloadLabel } from "../i18n/download-label";
import { size } from "../i18n/numbers";
import { useStore } from "../store";
import { Button, RoundButton } from "../ui/button";
import { Countdown } from "../ui/countdown";
import { Icon } from "../ui/icons";
import { useBusy } from "../ui/use-busy";
import type { Album } from "./album";
import { strings } from "./i18n/strings";

interface Properties {
  album: Album;
  selection: Selection;
  /** Downloads the selection, or everything. */
  onDownload: () => Promise<void>;
  onMenu: () => void;
}

/** The sticky header: title, countdown and actions. */
export function AlbumHeader({ album, selection, onDownload, onMenu }: Properties) {
  const { details, photos } = useStore(album.store);
  const { ids, isOn } = useStore(selection.store);
  const [first] = details;
  useEscape(selection, isOn);
  const selectAll = () => selection.selectAll(() => album.allPhotos());
  return (
    <header class="album-header">
      {isOn ? <RoundButton icon="close" label={common.endSelection} onClick={() => selection.clear()} /> : null}
      <div class="album-title">
        <h1 class={isOn ? "visually-hidden" : undefined}>{first?.eventName ?? strings.yourPhotos}</h1>
        <p role="status">{isOn ? (ids.size ? common.selected(ids.size) : strings.tapToSelect) : null}</p>
        {first ? <Countdown {...first} onExpired={() => album.end()} /> : null}
      </div>
      {photos.length ? (
        <>
          <Button onClick={() => (isOn ? selectAll() : selection.begin())}>
            {isOn ? common.selectAll : common.select}
          </Button>
          <DownloadButton album={album} selection={selection} onDownload={onDownload} />
        </>
      ) : null}
      {isOn ? null : <RoundButton icon="more" label={strings.more} aria-haspopup="dialog" onClick={onMenu} />}
    </header>
  );
}

/** Its label names what it downloads, so that a selection is not mistaken for everything. */
function DownloadButton({ album, selection, onDownload }: Omit<Properties, "onMenu">) {
  const { photos, total, totalBytes } = useStore(album.store);
  const { ids, isOn } = useStore(selection.store);
  const [isBusy, start] = useBusy(onDownload);
  const selectedBytes = photos.reduce((sum, photo) => sum + (ids.has(photo.id) ? photo.sizeBytes : 0), 0);
  const all =
    total === null || totalBytes === null ? strings.downloadEverything : strings.downloadAll(total, size(totalBytes));
  const isIdle = isBusy || (isOn && !ids.size);
  return (
    <button type="button" class="button download" aria-disabled={isIdle} onClick={() => isIdle || start()}>
      <Icon name="download" />
      {isOn ? downloadLabel(ids.size, selectedBytes, strings.downloadSelected) : all}
    </button>
  );
}
