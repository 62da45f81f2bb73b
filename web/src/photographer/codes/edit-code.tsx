import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { type Accessor, updateCode } from "./documents";
import { PersonFields } from "./person-fields";
import { PhotoScopeField } from "./photo-scope-field";

interface Properties {
  event: EventDetails;
  accessor: Accessor;
  onClose: () => void;
  onSaved: () => void;
}

/** Edits whom a code is for, and its photo scope. */
export function EditCode({ event, accessor, onClose, onSaved }: Properties) {
  const { accessCode } = accessor;
  const save = async ({ label = "", email = "", group = "", photoScope }: FormValues) => {
    await updateCode({ eventId: event.id, accessCode, label, email, group, allPhotos: photoScope === "all" });
    showToast(strings.saved);
    onSaved();
    onClose();
  };
  return (
    <Dialog title={strings.editCode(accessCode)} onClose={onClose}>
      <Form submit={strings.save} onSubmit={save}>
        <PersonFields accessor={accessor} />
        <PhotoScopeField own={strings.ownPhotos} isAll={accessor.allPhotos} />
      </Form>
    </Dialog>
  );
}
