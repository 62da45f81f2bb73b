import { now } from "../api/clock";

/** A photo to be saved. */
export interface SavedFile {
  id: string;
  name: string;
  contentType: string;
  sizeBytes: number;
  /** When it was taken, in milliseconds since 1970. */
  modified: number;
  /** Signed: the bytes, and the same as an attachment. */
  url: string;
  downloadUrl: string;
}

/** What the album knows, and a download needs. */
export interface Origin {
  /** What a ZIP is called, without its ending. */
  title: string;
  /** The same file with addresses that work. Throws Problem. */
  renewed: (id: string) => Promise<SavedFile>;
  /** Called with the ids of what was saved, as far as a page can tell. */
  onSaved: (ids: readonly string[]) => void;
}

export const bytesOf = (files: readonly SavedFile[]) =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Enough for a slow start of the transfer. */
const MARGIN_MILLISECONDS = 60_000;
const SIGNED_AT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Whether a signed address still works: it tells itself until when. */
export function isFresh(url: string): boolean {
  const signed = new URL(url).searchParams;
  const at = signed.get("X-Amz-Date")?.replace(SIGNED_AT, "$1-$2-$3T$4:$5:$6Z") ?? "";
  const end = Date.parse(at) + Number(signed.get("X-Amz-Expires")) * 1000;
  return !(end - MARGIN_MILLISECONDS < now());
}
