import type { TadaDocumentNode } from "gql.tada";
import { now } from "../api/clock";

/** A photo to be saved. */
export interface SavedFile {
  id: string;
  /** What it is saved as: it ends in an extension of what the file is. */
  name: string;
  contentType: string;
  sizeBytes: number;
  /** When it was taken, in milliseconds since 1970. */
  modified: number;
  /** Signed: the bytes, and the same as an attachment. */
  url: string;
  downloadUrl: string;
}

interface Downloadable {
  id: string;
  contentType: string;
  sizeBytes: number;
  takenAt: string | null;
  original: { filename: string; url: string; downloadUrl: string } | null;
}

/** What a download needs to know of a photo. */
export const savedFile = (photo: Downloadable): SavedFile => ({
  id: photo.id,
  name: photo.original?.filename ?? "",
  contentType: photo.contentType,
  sizeBytes: photo.sizeBytes,
  modified: photo.takenAt ? Date.parse(photo.takenAt) : now(),
  url: photo.original?.url ?? "",
  downloadUrl: photo.original?.downloadUrl ?? "",
});

/** Somebody who may see some photos, as the service knows them. */
export interface Grant {
  /** Null: all that they may see. */
  ids: readonly string[] | null;
  /** Of photographers: the event that the photos are of. */
  eventId?: string;
  /** Asks the API in their name. Throws Problem. */
  request: <Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
  ) => Promise<Result>;
}

/** What the album knows, and a download needs. */
export interface DownloadSource {
  /** What a ZIP is called, without its ending. */
  title: string;
  /** The same file with addresses that work. Throws Problem. */
  renew: (id: string) => Promise<SavedFile>;
  /** Who may see these photos: several, where several codes are open. */
  grants: (ids: readonly string[]) => readonly Grant[];
  /** Called with the ids of what was saved, as far as a page can tell. */
  onSaved: (ids: readonly string[]) => void;
}

export const bytesOf = (files: readonly { sizeBytes: number }[]) =>
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
