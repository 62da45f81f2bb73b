import { type DownloadSource, isFresh, type SavedFile } from "./file";
import { newTransfer, trackTransfer } from "./transfer";

/** Fetches photos, then waits for a press: the share sheet needs a user gesture. */
export async function prepareToShare(files: readonly SavedFile[], source: DownloadSource) {
  const stop = new AbortController();
  const cancel = () => stop.abort();
  const update = trackTransfer({ ...newTransfer(files), cancel });
  try {
    let bytes = 0;
    const fetched: File[] = [];
    for (const file of files) {
      fetched.push(await fetchFile(file, source, stop.signal));
      bytes += file.sizeBytes;
      update({ bytes, files: fetched.length });
    }
    update({ phase: "ready", needsPage: false, proceed: () => share(fetched, files, source, update) });
  } catch {
    update({ phase: "failed", proceed: () => prepareToShare(files, source) });
  }
}

async function fetchFile(file: SavedFile, { renew }: DownloadSource, signal: AbortSignal): Promise<File> {
  const { url } = isFresh(file.url) ? file : await renew(file.id);
  const response = await fetch(url, { signal, credentials: "omit" });
  if (!response.ok) throw new TypeError(`storage answered ${response.status}`);
  return new File([await response.blob()], file.name, { type: file.contentType });
}

async function share(
  fetched: File[],
  files: readonly SavedFile[],
  { onSaved }: DownloadSource,
  update: ReturnType<typeof trackTransfer>,
) {
  try {
    await navigator.share({ files: fetched });
    update({ phase: "done" });
    onSaved(files.map(({ id }) => id));
  } catch (refusal) {
    // Closed without sharing: the button stays.
    if (!(refusal instanceof DOMException && refusal.name === "AbortError")) update({ phase: "failed" });
  }
}
