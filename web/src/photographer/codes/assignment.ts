import { offerUndo } from "../undo";
import { updateCode } from "./documents";

interface PhotoChange {
  eventId: string;
  accessCode: string;
  /** Ids of photos that are not in the code yet. */
  added: string[];
  /** Ids of photos that are in the code. */
  removed: string[];
}

/** Changes a code's photos, says so by `text`, and offers the undo. Throws Problem. */
export async function changePhotos({ eventId, accessCode, added, removed }: PhotoChange, text: string) {
  await updateCode({ eventId, accessCode, addPhotoIds: added, removePhotoIds: removed });
  offerUndo(text, () => updateCode({ eventId, accessCode, addPhotoIds: removed, removePhotoIds: added }));
}
