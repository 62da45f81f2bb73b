import { useState } from "preact/hooks";
import { now } from "../../api/clock";
import { Dialog } from "../../ui/dialog";
import { say } from "../../ui/toasts";
import { day } from "../../words/numbers";
import { TextField } from "../forms/fields";
import { Field, Form } from "../forms/form";
import { words } from "../words/words";
import { createEvent, type EventDetails, updateEvent } from "./documents";
import { ends, LIVES_DAYS, later, localMinute, secondsUntil, USUAL_DAYS } from "./life";

const DAY_SECONDS = 86_400;
const MOST_CHARACTERS = 100;

/** Asks what a new event is called and how long it lives. */
export function NewEventForm({ onCreated }: { onCreated: (event: EventDetails) => void }) {
  const [days, setDays] = useState<number>(USUAL_DAYS);
  const create = async ({ name = "" }: Readonly<Record<string, string>>) =>
    onCreated(await createEvent(name, days * DAY_SECONDS));
  return (
    <Form submit={words.createEvent} onSubmit={create}>
      <TextField
        name="name"
        label={words.eventName}
        hint={words.eventNameHint}
        maxLength={MOST_CHARACTERS}
        isFirst
      />
      <Field
        name="secondsToLive"
        label={words.deleteAfter}
        hint={words.deletedOnDay(day(now() + days * DAY_SECONDS * 1000))}
      >
        {attributes => (
          <select {...attributes} value={days} onChange={event => setDays(Number(event.currentTarget.value))}>
            {LIVES_DAYS.map(each => (
              <option key={each} value={each}>
                {words.days(each)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </Form>
  );
}

interface EditProperties {
  event: EventDetails;
  onClose: () => void;
  onSaved: () => void;
}

const EXTENSIONS_DAYS = [7, 30];

/** Another name, or another end: longer or shorter. The link stays. */
export function EditEvent({ event, onClose, onSaved }: EditProperties) {
  const [end, setEnd] = useState(localMinute(Date.parse(event.expiresAt)));
  const save = async ({ name = "" }: Readonly<Record<string, string>>) => {
    await updateEvent(event.id, name, secondsUntil(end, event));
    say(words.saved);
    onSaved();
    onClose();
  };
  return (
    <Dialog title={words.editEvent} onClose={onClose}>
      <Form submit={words.save} onSubmit={save}>
        <TextField
          name="name"
          label={words.eventName}
          value={event.name}
          hint={words.linkStays}
          maxLength={MOST_CHARACTERS}
        />
        <Field name="secondsToLive" label={words.deleteOn} hint={words.deleteOnHint}>
          {attributes => (
            <input
              {...attributes}
              {...ends(event.createdAt)}
              type="datetime-local"
              value={end}
              required
              onInput={({ currentTarget }) => setEnd(currentTarget.value)}
            />
          )}
        </Field>
        <div class="buttons">
          {EXTENSIONS_DAYS.map(days => (
            <button key={days} type="button" class="quiet-button" onClick={() => setEnd(later(event, days))}>
              {words.longer(days)}
            </button>
          ))}
        </div>
      </Form>
    </Dialog>
  );
}
