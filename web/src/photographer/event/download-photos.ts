import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import type { PhotoSource } from "../../downloads/file";
import { save } from "../../downloads/load";
import { showToast } from "../../ui/toasts";
import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";
import type { EventPhotos } from "./event-photos";

/** The photos that can be downloaded. */
export const ready = (photos: readonly EventPhoto[]) => photos.filter(({ status }) => status === "READY");

/** Downloads the originals of the photos that are READY. */
export async function saveOriginals(chosen: readonly EventPhoto[], photos: EventPhotos) {
  const saved = ready(chosen);
  if (saved.length) await save(saved, photoSource(photos));
  else showToast(strings.notReady);
}

const photoSource = (photos: EventPhotos): PhotoSource => ({
  title: photos.store.value.event?.name ?? "",
  renew: async id => {
    await photos.renew();
    return unwrapPayload(photos.store.value.photos.find(photo => photo.id === id));
  },
  grants: ids => {
    const { photos: all, isComplete } = photos.store.value;
    const isAll = isComplete && ids.length === ready(all).length;
    return [{ ids: isAll ? null : ids, eventId: photos.eventId, request: requestSignedIn }];
  },
  onSaved: () => {},
});
