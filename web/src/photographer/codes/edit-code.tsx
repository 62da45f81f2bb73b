import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { type Accessor, updateCode } from "./documents";
import { LabelField } from "./label-field";
import { PhotoScopeField } from "./photo-scope-field";

interface Properties {
  event: EventDetails;
  accessor: Accessor;
  onClose: () => void;
  onSaved: () => void;
}

/** Edits a code's label and photo scope. */
export function EditCode({ event, accessor, onClose, onSaved }: Properties) {
  const { accessCode } = accessor;
  const save = async ({ label = "", photoScope }: FormValues) => {
    await updateCode({ eventId: event.id, accessCode, label, allPhotos: photoScope === "all" });
    showToast(strings.saved);
    onSaved();
    onClose();
  };
  return (
    <Dialog title={strings.editCode(accessCode)} onClose={onClose}>
      <Form submit={strings.save} onSubmit={save}>
        <LabelField value={accessor.label ?? ""} />
        <PhotoScopeField own={strings.ownPhotos} isAll={accessor.allPhotos} />
      </Form>
    </Dialog>
  );
}
