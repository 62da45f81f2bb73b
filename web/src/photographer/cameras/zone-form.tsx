import { useState } from "preact/hooks";
import { TimeZoneField } from "../events/time-zone-field";
import { Form } from "../forms/form";
import { strings } from "../i18n/strings";

interface Properties {
  timeZone: string;
  /** Throws Problem. */
  onSet: (timeZone: string) => Promise<void>;
}

/** The time zone of an event. A key in a list of zones must not save each one that it passes. */
export function ZoneForm({ timeZone, onSet }: Properties) {
  const [chosen, setChosen] = useState(timeZone);
  return (
    <div class="zone-form" onChange={({ target }) => target instanceof HTMLSelectElement && setChosen(target.value)}>
      <Form submit={strings.save} onSubmit={() => onSet(chosen)} isDisabled={chosen === timeZone}>
        <TimeZoneField key={timeZone} value={timeZone} />
      </Form>
    </div>
  );
}
