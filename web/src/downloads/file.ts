import type { TadaDocumentNode } from "gql.tada";
import { now } from "../api/clock";

/** A photo to save. */
export interface SavedFile {
  id: string;
  /** The name to save it as, with the extension of its actual type. */
  name: string;
  contentType: string;
  sizeBytes: number;
  /** When it was taken, in milliseconds since 1970. */
  modified: number;
  /** Signed URLs. `downloadUrl` has an attachment disposition. */
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

export const savedFile = (photo: Downloadable): SavedFile => ({
  id: photo.id,
  name: photo.original?.filename ?? "",
  contentType: photo.contentType,
  sizeBytes: photo.sizeBytes,
  modified: photo.takenAt ? Date.parse(photo.takenAt) : now(),
  url: photo.original?.url ?? "",
  downloadUrl: photo.original?.downloadUrl ?? "",
});

/** The right of a photographer or a code to some photos. */
export interface Grant {
  /** Null: all photos of the grant. */
  ids: readonly string[] | null;
  /** The event, if a photographer asks. */
  eventId?: string;
  /** Sends a request with this grant's token. Throws Problem. */
  request: <Result, Variables>(document: TadaDocumentNode<Result, Variables>, variables: Variables) => Promise<Result>;
}

/** What a download needs from an album or event. */
export interface DownloadSource {
  /** Name of the ZIP, without extension. */
  title: string;
  /** The same file with fresh URLs. Throws Problem. */
  renew: (id: string) => Promise<SavedFile>;
  /** The grants for these photos, one per open code. */
  grants: (ids: readonly string[]) => readonly Grant[];
  /** Called with the ids of the photos saved, as far as a page can know. */
  onSaved: (ids: readonly string[]) => void;
}

export const bytesOf = (files: readonly { sizeBytes: number }[]) =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Allows for a slow start of the transfer. */
const MARGIN_MILLISECONDS = 60_000;
const SIGNED_AT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Whether a signed URL is still valid, by its own parameters. */
export function isFresh(url: string): boolean {
  const signed = new URL(url).searchParams;
  const at = signed.get("X-Amz-Date")?.replace(SIGNED_AT, "$1-$2-$3T$4:$5:$6Z") ?? "";
  const end = Date.parse(at) + Number(signed.get("X-Amz-Expires")) * 1000;
  return !(end - MARGIN_MILLISECONDS < now());
}
