import { TextField } from "../forms/fields";
import { strings } from "../i18n/strings";

const MAX_CHARACTERS = 100;

export function LabelField({ value, isFirst = false }: { value?: string; isFirst?: boolean }) {
  return (
    <TextField
      name="label"
      label={strings.label}
      hint={strings.labelHint}
      maxLength={MAX_CHARACTERS}
      value={value}
      isFirst={isFirst}
      isOptional
    />
  );
}
