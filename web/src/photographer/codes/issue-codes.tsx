import { useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { ConfirmedOnly } from "../account/confirmed-only";
import { Field, Form } from "../forms/form";
import { strings } from "../i18n/strings";
import { printCards } from "./cards";
import { type Accessor, type Codes, issueCodes } from "./documents";
import { parseNames, withoutCode } from "./names-list";

const [LINES, MAX_SPARE] = [8, 200];

interface Properties {
  codes: Codes;
  onClose: () => void;
  onIssued: () => void;
}

/** Creates a code for each name of a list, and blank ones. Their photos are chosen later. */
export function IssueCodes({ codes: { event, accessors }, onClose, onIssued }: Properties) {
  const [text, setText] = useState("");
  const [spare, setSpare] = useState(0);
  const [issued, setIssued] = useState<readonly Accessor[] | null>(null);
  const named = parseNames(text);
  const withoutCodes = withoutCode(named, accessors);
  const wanted = [...withoutCodes, ...Array.from({ length: spare }, () => "")];
  const issue = async () => {
    // Some codes may have been created even if the request fails.
    setIssued(await issueCodes(event.id, wanted).finally(onIssued));
  };
  if (issued) return <Issued accessors={issued} onPrint={() => printCards(event, issued)} onClose={onClose} />;
  return (
    <Dialog title={strings.namesList} onClose={onClose}>
      <ConfirmedOnly>
        <Form submit={strings.createCodes(wanted.length)} onSubmit={issue} isDisabled={!wanted.length}>
          <Field name="labels" label={strings.names} hint={strings.namesHint(named.length - withoutCodes.length)}>
            {attributes => (
              <textarea
                {...attributes}
                rows={LINES}
                value={text}
                autofocus
                onInput={event => setText(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field name="spare" label={strings.spareCards} hint={strings.spareCardsHint}>
            {attributes => (
              <input
                {...attributes}
                type="number"
                min={0}
                max={MAX_SPARE}
                value={spare}
                onInput={event => setSpare(event.currentTarget.valueAsNumber || 0)}
              />
            )}
          </Field>
        </Form>
      </ConfirmedOnly>
    </Dialog>
  );
}

interface IssuedProperties {
  accessors: readonly Accessor[];
  onPrint: () => void;
  onClose: () => void;
}

function Issued({ accessors, onPrint, onClose }: IssuedProperties) {
  return (
    <Dialog title={strings.codesCreated(accessors.length)} onClose={onClose}>
      <p>{strings.assignLater}</p>
      <div class="buttons">
        <Button icon="print" class="button" onClick={onPrint}>
          {strings.printCards(accessors.length)}
        </Button>
        <Button onClick={onClose}>{strings.done}</Button>
      </div>
    </Dialog>
  );
}
