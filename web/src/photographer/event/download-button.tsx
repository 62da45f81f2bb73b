import { bytesOf } from "../../downloads/file";
import { downloadLabel } from "../../i18n/download-label";
import { Button } from "../../ui/button";
import { useBusy } from "../../ui/use-busy";
import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";

interface Properties {
  /** The photos that can be downloaded. */
  photos: readonly EventPhoto[];
  onDownload: (photos: readonly EventPhoto[]) => Promise<void>;
}

export function DownloadButton({ photos, onDownload }: Properties) {
  const [isBusy, start] = useBusy(() => onDownload(photos));
  const isIdle = isBusy || !photos.length;
  return (
    <Button
      icon="download"
      class="quiet-button download-button"
      aria-disabled={isIdle}
      onClick={() => isIdle || start()}
    >
      <span class="wide-only">{downloadLabel(photos.length, bytesOf(photos), strings.download)}</span>
    </Button>
  );
}
