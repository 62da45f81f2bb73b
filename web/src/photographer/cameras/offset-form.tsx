import { useState } from "preact/hooks";
import { common } from "../../i18n/common";
import { Button } from "../../ui/button";
import { Field, Form } from "../forms/form";
import { words } from "./i18n/strings";
import { fromHand, toHand } from "./offsets";
import { offsetText } from "./texts";

interface Properties {
  offsetSeconds: number;
  /** Throws Problem. */
  onSet: (offsetSeconds: number) => Promise<void>;
  onCancel: () => void;
}

/** Sets an offset as hours, minutes and seconds, and says what it means while it is typed. */
export function OffsetForm({ offsetSeconds, onSet, onCancel }: Properties) {
  const [text, setText] = useState(toHand(offsetSeconds));
  const seconds = fromHand(text);
  return (
    <Form submit={words.apply} onSubmit={async () => onSet(seconds ?? 0)} isDisabled={seconds === null}>
      <Field
        name="offsetSeconds"
        label={words.offset}
        hint={seconds === null ? words.offsetInvalid : `${offsetText(seconds)}. ${words.offsetHint}`}
      >
        {attributes => (
          <input
            {...attributes}
            value={text}
            autocomplete="off"
            autofocus
            aria-invalid={seconds === null || attributes["aria-invalid"]}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={event => event.key === "Escape" && onCancel()}
          />
        )}
      </Field>
      <Button onClick={onCancel}>{common.cancel}</Button>
    </Form>
  );
}
