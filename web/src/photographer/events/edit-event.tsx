import { useState } from "preact/hooks";
import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import { TextField } from "../forms/fields";
import { Field, Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { DeleteEvent } from "./delete-event";
import { type EventDetails, updateEvent } from "./documents";
import { endOptions, extendedEnd, localMinute, MAX_NAME_CHARACTERS, secondsUntil } from "./event-lifetime";
import { TimeZoneField } from "./time-zone-field";
import { WatermarkFields, watermarkInput } from "./watermark-fields";

interface Properties {
  event: EventDetails;
  onClose: () => void;
  onSaved: () => void;
}

const EXTENSIONS_DAYS = [7, 30];

/** Edits an event's name, end, time zone, location setting and watermark, or deletes it. The link does not change. */
export function EditEvent({ event, onClose, onSaved }: Properties) {
  const [end, setEnd] = useState(localMinute(Date.parse(event.expiresAt)));
  const [isDeleting, setDeleting] = useState(false);
  const save = async (values: FormValues) => {
    await updateEvent({
      eventId: event.id,
      name: values.name ?? "",
      secondsToLive: secondsUntil(end, event),
      stripLocation: values.stripLocation === "on",
      timeZone: values.timeZone,
      watermark: watermarkInput(values, event.watermark),
    });
    showToast(strings.saved);
    onSaved();
    onClose();
  };
  if (isDeleting) return <DeleteEvent event={event} onClose={() => setDeleting(false)} />;
  return (
    <Dialog title={strings.editEvent} onClose={onClose}>
      <Form submit={strings.save} onSubmit={save}>
        <TextField
          name="name"
          label={strings.eventName}
          value={event.name}
          hint={strings.linkStays}
          maxLength={MAX_NAME_CHARACTERS}
        />
        <Field name="secondsToLive" label={strings.deleteOn} hint={strings.deleteOnHint}>
          {attributes => (
            <input
              {...attributes}
              {...endOptions(event.createdAt)}
              type="datetime-local"
              value={end}
              required
              onInput={({ currentTarget }) => setEnd(currentTarget.value)}
            />
          )}
        </Field>
        <div class="buttons">
          {EXTENSIONS_DAYS.map(days => (
            <button key={days} type="button" class="quiet-button" onClick={() => setEnd(extendedEnd(event, days))}>
              {strings.longer(days)}
            </button>
          ))}
        </div>
        <TimeZoneField value={event.timeZone} />
        <label class="check">
          <input type="checkbox" name="stripLocation" defaultChecked={event.stripLocation} />
          {strings.stripLocation}
        </label>
        <WatermarkFields watermark={event.watermark} />
      </Form>
      <button type="button" class="quiet-button danger" onClick={() => setDeleting(true)}>
        {strings.deleteEvent}
      </button>
    </Dialog>
  );
}
