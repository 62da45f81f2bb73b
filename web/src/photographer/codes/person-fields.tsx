import { TextField } from "../forms/fields";
import { namesStrings } from "../i18n/names";
import { strings } from "../i18n/strings";
import type { Accessor } from "./documents";
import { MAX_CHARACTERS, MAX_EMAIL_CHARACTERS } from "./people";

/** Form fields `label`, `group` and `email`: whom a code is for. */
export function PersonFields({ accessor, isFirst = false }: { accessor?: Accessor; isFirst?: boolean }) {
  return (
    <>
      <TextField
        name="label"
        label={strings.label}
        hint={strings.labelHint}
        maxLength={MAX_CHARACTERS}
        value={accessor?.label ?? ""}
        isFirst={isFirst}
        isOptional
      />
      <TextField
        name="group"
        label={namesStrings.group}
        hint={namesStrings.groupHint}
        maxLength={MAX_CHARACTERS}
        value={accessor?.group ?? ""}
        isOptional
      />
      <TextField
        name="email"
        label={strings.email}
        hint={namesStrings.emailHint}
        maxLength={MAX_EMAIL_CHARACTERS}
        value={accessor?.email ?? ""}
        isOptional
      />
    </>
  );
}
