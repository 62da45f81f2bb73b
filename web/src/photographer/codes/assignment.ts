import { showToast } from "../../ui/toasts";
import { strings } from "../i18n/strings";
import { offerUndo } from "../undo";
import { idsOfCode, type ListedAccessor, updateCode } from "./documents";
import { formatCode } from "./format-code";

/** Adds photos to a code. The undo leaves the photos that were in it before. Throws Problem. */
export async function assign(eventId: string, code: ListedAccessor, photoIds: readonly string[]) {
  const before = await idsOfCode(eventId, code);
  const added = photoIds.filter(id => !before.has(id));
  const text = strings.addedTo(added.length, code.label ?? formatCode(code.accessCode));
  if (added.length) await changePhotos({ eventId, accessCode: code.accessCode, added, removed: [] }, text);
  else showToast(text);
}

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
