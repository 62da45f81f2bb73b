import { useMemo, useState } from "preact/hooks";
import { count } from "../../i18n/numbers";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { ConfirmedOnly } from "../account/confirmed-only";
import { Field, Form } from "../forms/form";
import { namesStrings } from "../i18n/names";
import { strings } from "../i18n/strings";
import { type Accessor, type Codes, issueCodes } from "./documents";
import { type Meaning, readPeople, readTable } from "./people";
import { PeoplePreview } from "./people-preview";
import { TableFile } from "./table-file";

const [LINES, MAX_SPARE, MAX_PEOPLE] = [8, 200, 5000];
const BLANK = { label: "", email: "", group: "" };

interface Properties {
  codes: Codes;
  onClose: () => void;
  onIssued: () => void;
  onPrint: (accessors: readonly Accessor[]) => void;
}

/** Creates a code for each person of a list, and blank ones. Their photos are chosen later. */
export function IssueCodes({ codes: { event, accessors }, onClose, onIssued, onPrint }: Properties) {
  const [text, setText] = useState("");
  const [chosen, choose] = useState<readonly Meaning[] | null>(null);
  const [spare, setSpare] = useState(0);
  const [leavesOut, setLeavesOut] = useState(false);
  const [created, setCreated] = useState<number | null>(null);
  const [issued, setIssued] = useState<readonly Accessor[] | null>(null);
  const table = useMemo(() => readTable(text), [text]);
  const meanings = chosen ?? table.meanings;
  const people = useMemo(() => readPeople({ ...table, meanings }, accessors), [table, meanings, accessors]);
  const isTooLong = people.length > MAX_PEOPLE;
  const named = people.filter(each => !each.problems.length && !each.hasCode && !(leavesOut && each.isRepeated));
  const wanted = [...named, ...Array.from({ length: spare }, () => BLANK)];
  const read = (read: string) => {
    setText(read);
    choose(null);
  };
  const issue = async () => {
    setCreated(0);
    try {
      setIssued(await issueCodes(event.id, wanted, setCreated));
    } finally {
      setCreated(null);
      onIssued(); // some codes may have been created even if the request fails
    }
  };
  if (issued) return <Issued accessors={issued} onPrint={() => onPrint(issued)} onClose={onClose} />;
  return (
    <Dialog title={strings.namesList} onClose={onClose} isWide>
      <ConfirmedOnly>
        <Form submit={strings.createCodes(wanted.length)} onSubmit={issue} isDisabled={!wanted.length || isTooLong}>
          <Field name="people" label={namesStrings.people} hint={namesStrings.peopleHint}>
            {attributes => (
              <textarea
                {...attributes}
                rows={LINES}
                value={text}
                autofocus
                onInput={event => read(event.currentTarget.value)}
              />
            )}
          </Field>
          <TableFile onRead={read} />
          {isTooLong ? (
            <p class="problem" role="alert">
              {namesStrings.tooManyPeople(MAX_PEOPLE)}
            </p>
          ) : (
            <PeoplePreview
              rows={table.rows}
              people={people}
              meanings={meanings}
              onChoose={choose}
              leavesOut={leavesOut}
              onLeaveOut={setLeavesOut}
            />
          )}
          <Field name="spare" label={strings.spareCards} hint={strings.spareCardsHint}>
            {attributes => (
              <input
                {...attributes}
                type="number"
                min={0}
                max={MAX_SPARE}
                value={spare}
                onInput={event => setSpare(Math.min(MAX_SPARE, Math.max(0, event.currentTarget.valueAsNumber || 0)))}
              />
            )}
          </Field>
          <p class="quiet" role="status">
            {created === null ? null : namesStrings.progress(count(created), count(wanted.length))}
          </p>
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
