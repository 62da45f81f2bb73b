import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { TextField } from "../forms/fields";
import { Form } from "../forms/form";
import { strings } from "../i18n/strings";
import { type Accessor, updateCode } from "./documents";
import { PhotoScopeField } from "./photo-scope-field";

const MAX_CHARACTERS = 100;

interface Properties {
  event: EventDetails;
  accessor: Accessor;
  onClose: () => void;
  onSaved: () => void;
}

/** Another label, or all photos instead of the code's own list. */
export function EditCode({ event, accessor, onClose, onSaved }: Properties) {
  const { accessCode } = accessor;
  const save = async ({ label = "", photoScope }: Readonly<Record<string, string>>) => {
    await updateCode({ eventId: event.id, accessCode, label, allPhotos: photoScope === "all" });
    showToast(strings.saved);
    onSaved();
    onClose();
  };
  return (
    <Dialog title={strings.editCode(accessCode)} onClose={onClose}>
      <Form submit={strings.save} onSubmit={save}>
        <TextField
          name="label"
          label={strings.label}
          hint={strings.labelHint}
          value={accessor.label ?? ""}
          maxLength={MAX_CHARACTERS}
          isOptional
        />
        <PhotoScopeField own={strings.ownPhotos} isAll={accessor.allPhotos} />
      </Form>
    </Dialog>
  );
}
