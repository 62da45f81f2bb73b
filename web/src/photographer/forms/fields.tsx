import { useState } from "preact/hooks";
import { strings } from "../i18n/strings";
import { Field } from "./form";

interface Properties {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  isFirst?: boolean;
  isOptional?: boolean;
  maxLength?: number;
}

export function TextField({ name, label, hint, value, isFirst, isOptional, maxLength }: Properties) {
  return (
    <Field name={name} label={label} hint={hint}>
      {attributes => (
        <input
          {...attributes}
          defaultValue={value}
          required={!isOptional}
          maxLength={maxLength}
          autocomplete="off"
          autofocus={isFirst}
        />
      )}
    </Field>
  );
}

export function EmailField({ value, hint }: { value?: string; hint?: string | undefined }) {
  return (
    <Field name="email" label={strings.email} hint={hint}>
      {attributes => (
        <input {...attributes} type="email" autocomplete="username" defaultValue={value} required maxLength={254} />
      )}
    </Field>
  );
}

const MIN_CHARACTERS = 8;

interface PasswordProperties {
  name?: string;
  label?: string;
  /** Lets password managers suggest one. */
  isNew?: boolean;
}

export function PasswordField({ name = "password", label, isNew = false }: PasswordProperties) {
  const [isShown, setShown] = useState(false);
  return (
    <Field
      name={name}
      label={label ?? (isNew ? strings.newPassword : strings.password)}
      hint={isNew ? strings.passwordHint : undefined}
    >
      {attributes => (
        <div class="password">
          <input
            {...attributes}
            type={(isShown ? "text" : "password") as "password"}
            autocomplete={isNew ? "new-password" : "current-password"}
            minLength={isNew ? MIN_CHARACTERS : undefined}
            required
          />
          <button type="button" class="round" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? strings.hidePassword : strings.showPassword}
          </button>
        </div>
      )}
    </Field>
  );
}
