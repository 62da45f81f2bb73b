import { graphql } from "../../api/graphql";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { showToast } from "../../ui/toasts";
import { Confirm } from "../forms/confirm";
import { strings } from "../i18n/strings";

const DELETE = graphql(`mutation DeletePhotos($input: DeletePhotosInput!) {
  deletePhotos(input: $input) { deletedIds userErrors { code message } }
}`);
const MAX_PHOTOS = 500;

interface Properties {
  eventId: string;
  photoIds: readonly string[];
  onClose: () => void;
  onDeleted: () => void;
}

/** Asks before photos are deleted for good. */
export function DeletePhotos({ eventId, photoIds, onClose, onDeleted }: Properties) {
  const remove = async () => {
    for (let start = 0; start < photoIds.length; start += MAX_PHOTOS) {
      const input = { eventId, photoIds: photoIds.slice(start, start + MAX_PHOTOS) };
      const { deletePhotos } = await requestSignedIn(DELETE, { input });
      unwrapPayload(deletePhotos.deletedIds, deletePhotos.userErrors);
    }
    showToast(strings.photosDeleted(photoIds.length));
    onDeleted();
    onClose();
  };
  return (
    <Confirm
      title={strings.deletePhotosTitle(photoIds.length)}
      hint={strings.deletePhotosHint}
      submit={strings.remove}
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
