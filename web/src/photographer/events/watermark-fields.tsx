import { share } from "../../i18n/numbers";
import { Field } from "../forms/form";
import { strings } from "../i18n/strings";
import type { EventDetails } from "./documents";

type Watermark = NonNullable<EventDetails["watermark"]>;

const MAX_CHARACTERS = 60;
const OPACITIES = [0.2, 0.35, 0.5, 0.75, 1];
const DEFAULT_WATERMARK: Watermark = { text: "", opacity: 0.5, position: "BOTTOM_RIGHT" };

/** Form fields `watermark`, `opacity` and `position`. */
export function WatermarkFields({ watermark }: { watermark: Watermark | null }) {
  const { text, opacity, position } = watermark ?? DEFAULT_WATERMARK;
  return (
    <>
      <Field name="watermark" label={strings.watermark} hint={strings.watermarkHint}>
        {attributes => (
          <input {...attributes} defaultValue={text} placeholder=" " maxLength={MAX_CHARACTERS} autocomplete="off" />
        )}
      </Field>
      <div class="field-pair of-watermark">
        <Field name="position" label={strings.position}>
          {attributes => (
            <select {...attributes}>
              {Object.entries(strings.positions).map(([name, label]) => (
                <option key={name} value={name} selected={name === position}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="opacity" label={strings.opacity}>
          {attributes => (
            <select {...attributes}>
              {[...new Set([...OPACITIES, opacity])].sort().map(each => (
                <option key={each} value={each} selected={each === opacity}>
                  {share(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </>
  );
}

/** The watermark of a form's values. Null if it is unchanged. */
export function watermarkInput(
  { watermark: text = "", opacity, position }: Readonly<Record<string, string>>,
  before: Watermark | null,
): Watermark | null {
  const values = { text, opacity: Number(opacity), position: position as Watermark["position"] };
  const isSame = JSON.stringify(values) === JSON.stringify({ ...DEFAULT_WATERMARK, ...before });
  return isSame ? null : values;
}
