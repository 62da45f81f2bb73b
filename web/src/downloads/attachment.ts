import { fetchFile } from "./fetch-file";
import { type DownloadSource, isFresh, type SavedFile } from "./file";

/** How long a browser may take to start saving a file from memory. */
const KEPT_MILLISECONDS = 60_000;

/**
 * Downloads an attachment without leaving the page.
 *
 * Uses a frame: on navigation of the page itself, Firefox aborts all its requests, and browsers ask for confirmation
 * during uploads.
 */
export const saveAttachment = (url: string) =>
  document.body.append(Object.assign(document.createElement("iframe"), { src: url, hidden: true }));

/** Saves files one after another, each as a download of its own. Throws Problem, or TypeError without a network. */
export async function saveEach(files: readonly SavedFile[], source: DownloadSource) {
  for (const file of files) {
    if (file.downloadUrl) {
      const { downloadUrl } = isFresh(file.downloadUrl) ? file : await source.renew(file.id);
      if (downloadUrl) saveAttachment(downloadUrl);
    } else saveFromMemory(await fetchFile(file, source));
    source.onSaved([file.id]);
  }
}

function saveFromMemory(file: File) {
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: url, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MILLISECONDS);
}
