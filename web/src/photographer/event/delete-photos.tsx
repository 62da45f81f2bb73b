import { graphql } from "../../api/graphql";
import { slices } from "../../api/pages";
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

/** Confirms the permanent deletion of photos. */
export function DeletePhotos({ eventId, photoIds, onClose, onDeleted }: Properties) {
  const remove = async () => {
    for (const some of slices(photoIds, MAX_PHOTOS)) {
      const { deletePhotos } = await requestSignedIn(DELETE, { input: { eventId, photoIds: some } });
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
