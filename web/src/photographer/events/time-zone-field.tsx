import { Field } from "../forms/form";
import { strings } from "../i18n/strings";

/** The browser's own, or UTC if it does not know. */
function guessedTimeZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone && timeZone !== "Etc/Unknown" ? timeZone : "UTC";
}

/** The time zone of an event, by default the browser's. */
export function TimeZoneField({ value = guessedTimeZone() }: { value?: string }) {
  const zones = [...new Set([value, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();
  return (
    <Field name="timeZone" label={strings.timeZone} hint={strings.timeZoneHint}>
      {attributes => (
        <select {...attributes}>
          {zones.map(zone => (
            <option key={zone} value={zone} selected={zone === value}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
