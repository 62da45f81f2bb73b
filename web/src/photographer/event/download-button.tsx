import { useState } from "preact/hooks";
import { bytesOf } from "../../downloads/file";
import { count, size } from "../../i18n/numbers";
import { Icon } from "../../ui/icons";
import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";

interface Properties {
  /** Those that can be downloaded. */
  photos: readonly EventPhoto[];
  onDownload: (photos: readonly EventPhoto[]) => Promise<void>;
}

/** Its words name what it is about. */
export function DownloadButton({ photos, onDownload }: Properties) {
  const [isBusy, setBusy] = useState(false);
  const isIdle = isBusy || !photos.length;
  const press = async () => {
    if (isIdle) return;
    setBusy(true);
    await onDownload(photos).finally(() => setBusy(false));
  };
  return (
    <button type="button" class="quiet-button" aria-disabled={isIdle} onClick={press}>
      <Icon name="download" />
      <span class="wide-only">{strings.download(count(photos.length), size(bytesOf(photos)))}</span>
    </button>
  );
}
