import { now } from "../api/clock";
import type { SavedFile, SavedPhoto } from "./file";

/** Ends the id of the video of a Live Photo; before it is the photo's. */
const OF_VIDEO = "/video";

/** The video of a Live Photo. */
export function savedVideo({ id, takenAt, livePhotoVideo }: SavedPhoto): SavedFile | null {
  if (!livePhotoVideo) return null;
  const { filename: name, sizeBytes, contentType, url, downloadUrl } = livePhotoVideo;
  const modified = takenAt ? Date.parse(takenAt) : now();
  return { id: id + OF_VIDEO, name, modified, contentType, sizeBytes: sizeBytes ?? 0, url, downloadUrl };
}

export const photoOf = (fileId: string) => (fileId.endsWith(OF_VIDEO) ? fileId.slice(0, -OF_VIDEO.length) : fileId);

/** The photos of some files. */
export const photosOf = (fileIds: readonly string[]) => [...new Set(fileIds.map(photoOf))];
