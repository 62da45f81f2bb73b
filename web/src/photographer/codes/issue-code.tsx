import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog";
import { ConfirmedOnly } from "../account/confirmed-only";
import type { EventDetails } from "../events/documents";
import { Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { CodeDialog } from "./code-dialog";
import { type Accessor, issueCode } from "./documents";
import { PersonFields } from "./person-fields";
import { PhotoScopeField } from "./photo-scope-field";

interface Properties {
  event: EventDetails;
  /** If empty, the code opens all photos by default. */
  photoIds: readonly string[];
  onClose: () => void;
  onIssued: (accessor: Accessor) => void;
}

/** Creates a code and shows it. */
export function IssueCode({ event, photoIds, onClose, onIssued }: Properties) {
  const [issued, setIssued] = useState<Accessor | null>(null);
  const issue = async ({ label = "", email = "", group = "", photoScope }: FormValues) =>
    setIssued(await issueCode({ eventId: event.id, label, email, group, photoIds, allPhotos: photoScope === "all" }));
  if (issued) {
    const changed = () => onIssued(issued);
    const end = () => {
      changed();
      onClose();
    };
    return <CodeDialog event={event} accessor={issued} onClose={end} onChanged={changed} />;
  }
  return (
    <Dialog title={strings.createCode} onClose={onClose}>
      <ConfirmedOnly>
        <Form submit={strings.createCode} onSubmit={issue}>
          <PersonFields isFirst />
          <PhotoScopeField
            own={photoIds.length ? strings.selectedPhotos(photoIds.length) : strings.noPhotosYet}
            isAll={!photoIds.length}
          />
        </Form>
      </ConfirmedOnly>
    </Dialog>
  );
}
