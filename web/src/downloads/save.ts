import { saveAttachment } from "./attachment";
import { bytesOf, type DownloadSource, isFresh, type SavedFile } from "./file";
import { savedNames } from "./saved-names";
import { prepareToShare } from "./share";
import { transfer } from "./transfer";
import { saveZip } from "./zip";

type SaveMethod = "one" | "share" | "zip" | "archive";

const MAX_SHARED = 10;
const MAX_SHARED_BYTES = 250e6;
/** Long downloads must be resumable. A ZIP from the service worker is not. */
const MAX_ZIPPED_BYTES = 2e9;

interface Device {
  isTouch: boolean;
  canShare: boolean;
  canZip: boolean;
}

/** The save method for this device. On phones, only the share sheet reaches the photo library. */
export function saveMethodFor(files: readonly SavedFile[], { isTouch, canShare, canZip }: Device): SaveMethod {
  const isFew = files.length <= MAX_SHARED && bytesOf(files) <= MAX_SHARED_BYTES;
  if (isTouch && canShare && isFew) return "share";
  if (files.length === 1) return "one";
  return canZip && bytesOf(files) <= MAX_ZIPPED_BYTES ? "zip" : "archive";
}

const thisDevice = (files: readonly SavedFile[]): Device => ({
  isTouch: matchMedia("(pointer: coarse)").matches,
  canShare: Boolean(navigator.canShare?.({ files: files.slice(0, MAX_SHARED).map(empty) })),
  // Only iOS has `standalone`. It has truncated responses of service workers.
  canZip: "serviceWorker" in navigator && !("standalone" in navigator),
});

const empty = ({ name, contentType }: SavedFile) => new File([], name, { type: contentType });

/** Saves photos on the device. */
export async function save(files: readonly SavedFile[], source: DownloadSource) {
  const [first] = files;
  if (!first) return;
  transfer.value?.cancel?.();
  switch (saveMethodFor(files, thisDevice(files))) {
    case "one":
      return saveOne(first, source);
    case "share":
      return prepareToShare(withUniqueNames(files), source);
    case "zip":
      return saveZip(withUniqueNames(files), source);
    case "archive":
      return (await import("./archive")).saveArchive(files, source);
  }
}

function withUniqueNames(files: readonly SavedFile[]): SavedFile[] {
  const names = savedNames(files.map(({ name }) => name));
  return files.map((file, index) => ({ ...file, name: names[index] ?? file.name }));
}

async function saveOne(file: SavedFile, { renew, onSaved }: DownloadSource) {
  const { downloadUrl } = isFresh(file.downloadUrl) ? file : await renew(file.id);
  saveAttachment(downloadUrl);
  onSaved([file.id]);
}
