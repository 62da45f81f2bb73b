import { Problem, problemOf } from "../api/problem";
import { errorText } from "../i18n/error-text";
import { showToast } from "../ui/toasts";
import { saveEach } from "./attachment";
import {
  type DownloadSource,
  type PhotoSource,
  type SavedFile,
  type SavedPhoto,
  type SavedSize,
  savedFile,
} from "./file";
import { words } from "./i18n/strings";
import { photoOf, photosOf, savedVideo } from "./live-videos";
import type { SaveMethod } from "./methods";
import { nameInArchive } from "./portable-names";
import { savedNames } from "./saved-names";
import { transfer } from "./transfer";
import { saveZip } from "./zip";

/** The files of photos, with unique names. Photos without a file of this size are left out. */
export function filesOf(photos: readonly SavedPhoto[], size: SavedSize, hasLiveVideos = false): SavedFile[] {
  const files = photos.flatMap(photo => filesOfPhoto(photo, size, hasLiveVideos));
  const names = savedNames(files.map(({ name }) => nameInArchive(name)));
  return files.map((file, index) => ({ ...file, name: names[index] ?? file.name }));
}

function filesOfPhoto(photo: SavedPhoto, size: SavedSize, hasLiveVideos: boolean): SavedFile[] {
  const still = savedFile(photo, size);
  const video = still && hasLiveVideos ? savedVideo(photo) : null;
  return [still, video].filter(file => file !== null);
}

export const sourceOf = (photos: PhotoSource, size: SavedSize, hasLiveVideos = false): DownloadSource => ({
  ...photos,
  size,
  hasLiveVideos,
  grants: ids => photos.grants(photosOf(ids)),
  onSaved: ids => photos.onSaved(photosOf(ids)),
  renew: async id => {
    const files = filesOfPhoto(await photos.renew(photoOf(id)), size, hasLiveVideos);
    const file = files.find(each => each.id === id);
    if (!file) throw new Problem("NOT_FOUND");
    return file;
  },
});

/** Saves files on the device. The panel shows the progress. */
export async function saveBy(
  method: Exclude<SaveMethod, "share">,
  files: readonly SavedFile[],
  source: DownloadSource,
) {
  transfer.value?.cancel?.();
  switch (method) {
    case "each":
      return saveSeparately(files, source);
    case "zip":
      return saveZip(files, source);
    case "archive":
      return (await import("./archive")).saveArchive(files, source);
  }
}

async function saveSeparately(files: readonly SavedFile[], source: DownloadSource) {
  try {
    await saveEach(files, source);
    if (files.length > 1) showToast(words.started(files.length));
  } catch (thrown) {
    const problem = thrown instanceof TypeError ? new Problem("OFFLINE") : problemOf(thrown);
    showToast(errorText(problem), { isProblem: true });
  }
}
