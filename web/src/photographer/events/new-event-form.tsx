import { useState } from "preact/hooks";
import { now } from "../../api/clock";
import { day } from "../../i18n/numbers";
import { TextField } from "../forms/fields";
import { Field, Form, type FormValues } from "../forms/form";
import { strings } from "../i18n/strings";
import { createEvent, type EventDetails } from "./documents";
import { DEFAULT_LIFETIME_DAYS, LIFETIMES_DAYS, MAX_NAME_CHARACTERS } from "./event-lifetime";
import { TimeZoneField } from "./time-zone-field";
import { WatermarkFields, watermarkInput } from "./watermark-fields";

const DAY_SECONDS = 86_400;

/** Creates an event with a name, a lifetime, a time zone and a watermark. */
export function NewEventForm({ onCreated }: { onCreated: (event: EventDetails) => void }) {
  const [days, setDays] = useState<number>(DEFAULT_LIFETIME_DAYS);
  const create = async (values: FormValues) =>
    onCreated(
      await createEvent({
        name: values.name ?? "",
        secondsToLive: days * DAY_SECONDS,
        timeZone: values.timeZone,
        watermark: watermarkInput(values, null),
      }),
    );
  return (
    <Form submit={strings.createEvent} onSubmit={create}>
      <TextField
        name="name"
        label={strings.eventName}
        hint={strings.eventNameHint}
        maxLength={MAX_NAME_CHARACTERS}
        isFirst
      />
      <Field
        name="secondsToLive"
        label={strings.deleteAfter}
        hint={strings.deletedOnDay(day(now() + days * DAY_SECONDS * 1000))}
      >
        {attributes => (
          <select {...attributes} value={days} onChange={event => setDays(Number(event.currentTarget.value))}>
            {LIFETIMES_DAYS.map(each => (
              <option key={each} value={each}>
                {strings.days(each)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TimeZoneField />
      <WatermarkFields watermark={null} />
    </Form>
  );
}
