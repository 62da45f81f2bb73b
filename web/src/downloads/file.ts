import type { TadaDocumentNode } from "gql.tada";
import { now } from "../api/clock";
import { endOf } from "../api/signed-urls";

/** A photo as a page knows it. A preview without `sizeBytes` is not offered. */
export interface SavedPhoto {
  id: string;
  contentType: string;
  sizeBytes: number;
  width: number | null;
  height: number | null;
  takenAt: string | null;
  /** Null if its location can't be removed. */
  original: { filename: string; url: string; downloadUrl: string } | null;
  preview: {
    filename?: string;
    contentType?: string;
    url: string;
    width: number | null;
    height: number | null;
    sizeBytes?: number | null;
  } | null;
  livePhotoVideo?: {
    filename: string;
    contentType: string;
    sizeBytes: number | null;
    url: string;
    downloadUrl: string;
  } | null;
}

/** FULL: originals. SHARING: previews, of 2048 pixels; videos and small photos stay as they are. */
export type SavedSize = "FULL" | "SHARING";

/** A file to save. */
export interface SavedFile {
  id: string;
  /** The name to save it as, with the extension of its actual type. */
  name: string;
  contentType: string;
  sizeBytes: number;
  /** When it was taken, in milliseconds since 1970. */
  modified: number;
  /** Signed URLs. `downloadUrl` has an attachment disposition; not every file has one. */
  url: string;
  downloadUrl: string | null;
}

/** Null if the photo has no file of this size. */
export function savedFile(photo: SavedPhoto, size: SavedSize): SavedFile | null {
  const { id, takenAt, original, preview } = photo;
  const common = { id, modified: takenAt ? Date.parse(takenAt) : now() };
  if (size === "SHARING" && preview?.sizeBytes && preview.filename && isReduced(photo)) {
    const { filename: name, contentType = "image/jpeg", sizeBytes, url } = preview;
    return { ...common, name, contentType, sizeBytes, url, downloadUrl: null };
  }
  if (!original) return null;
  const { filename: name, url, downloadUrl } = original;
  return { ...common, name, contentType: photo.contentType, sizeBytes: photo.sizeBytes, url, downloadUrl };
}

/** Whether its preview is a smaller picture, one that opens everywhere, or the only one. */
export function isReduced({ contentType, width, preview, original }: SavedPhoto): boolean {
  if (!preview?.sizeBytes || !contentType.startsWith("image/")) return false;
  return !original || isHeic(contentType) || (width ?? 0) > (preview.width ?? 0);
}

export const isHeic = (contentType: string) => /^image\/hei[cf]$/.test(contentType);

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
export interface PhotoSource {
  /** Name of the ZIP, without extension. */
  title: string;
  /** The same photo with fresh URLs. Throws Problem. */
  renew: (id: string) => Promise<SavedPhoto>;
  /** The grants for these photos, one per open code. */
  grants: (ids: readonly string[]) => readonly Grant[];
  /** Called with the ids of the photos saved, as far as a page can know. */
  onSaved: (ids: readonly string[]) => void;
}

/** A source of files of one size, of Live Photos with their videos or without. */
export interface DownloadSource extends Omit<PhotoSource, "renew"> {
  size: SavedSize;
  hasLiveVideos: boolean;
  /** The same file with fresh URLs. Throws Problem. */
  renew: (id: string) => Promise<SavedFile>;
}

export const bytesOf = (files: readonly { sizeBytes: number }[]) =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Allows for a slow start of the transfer. */
const MARGIN_MILLISECONDS = 60_000;

/** Whether a signed URL is still valid. */
export const isFresh = (url: string) => !(endOf(url) - MARGIN_MILLISECONDS < now());
