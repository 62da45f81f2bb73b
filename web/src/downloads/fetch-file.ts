import { type DownloadSource, isFresh, type SavedFile } from "./file";

/**
 * Loads a file into memory.
 *
 * Not from the browser's cache: what an `<img>` has put there came without the permission to be read by scripts.
 */
export async function fetchFile(
  file: SavedFile,
  { renew }: Pick<DownloadSource, "renew">,
  signal?: AbortSignal,
): Promise<File> {
  const { url } = isFresh(file.url) ? file : await renew(file.id);
  const response = await fetch(url, { signal, credentials: "omit", cache: "no-store" });
  if (!response.ok) throw new TypeError(`storage answered ${response.status}`);
  return new File([await response.blob()], file.name, { type: file.contentType });
}
