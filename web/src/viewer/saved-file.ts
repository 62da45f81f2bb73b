import type { SavedFile } from "../downloads/file";
import type { AlbumPhoto } from "./documents";

/** What a download needs to know of a photo. */
export const savedFile = ({
  id,
  filename,
  contentType,
  sizeBytes,
  takenAt,
  original,
}: AlbumPhoto): SavedFile => ({
  id,
  name: filename,
  contentType,
  sizeBytes,
  modified: takenAt ? Date.parse(takenAt) : Date.now(),
  url: original?.url ?? "",
  downloadUrl: original?.downloadUrl ?? "",
});
