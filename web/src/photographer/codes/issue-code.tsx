import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog";
import { ConfirmedOnly } from "../account/confirmed-only";
import type { EventDetails } from "../events/documents";
import { TextField } from "../forms/fields";
import { Form } from "../forms/form";
import { strings } from "../i18n/strings";
import { CodeDialog } from "./code-dialog";
import { type Accessor, issueCode } from "./documents";
import { PhotoScopeField } from "./photo-scope-field";

const MAX_CHARACTERS = 100;

interface Properties {
  event: EventDetails;
  /** None: the code opens all photos, unless some are chosen later. */
  photoIds: readonly string[];
  onClose: () => void;
  onIssued: () => void;
}

/** Asks whom a new code is for, issues it, and shows it. */
export function IssueCode({ event, photoIds, onClose, onIssued }: Properties) {
  const [issued, setIssued] = useState<Accessor | null>(null);
  const issue = async ({ label = "", photoScope }: Readonly<Record<string, string>>) =>
    setIssued(await issueCode({ eventId: event.id, label, photoIds, allPhotos: photoScope === "all" }));
  const end = () => {
    onIssued();
    onClose();
  };
  if (issued) return <CodeDialog event={event} accessor={issued} onClose={end} onChanged={onIssued} />;
  return (
    <Dialog title={strings.createCode} onClose={onClose}>
      <ConfirmedOnly>
        <Form submit={strings.createCode} onSubmit={issue}>
          <TextField
            name="label"
            label={strings.label}
            hint={strings.labelHint}
            maxLength={MAX_CHARACTERS}
            isOptional
            isFirst
          />
          <PhotoScopeField
            own={photoIds.length ? strings.selectedPhotos(photoIds.length) : strings.noPhotosYet}
            isAll={!photoIds.length}
          />
        </Form>
      </ConfirmedOnly>
    </Dialog>
  );
}
