import type { ButtonHTMLAttributes } from "preact";
import { Icon, type IconName } from "./icons";

type Attributes = Omit<ButtonHTMLAttributes, "icon" | "label">;

/** A button with a text, and an icon before it. Quiet, unless `class` says otherwise. */
export function Button({ icon, children, ...attributes }: Attributes & { icon?: IconName }) {
  return (
    <button type="button" class="quiet-button" {...attributes}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}

/** A round button with an icon. */
export function RoundButton({ icon, label, ...attributes }: Attributes & { icon: IconName; label: string }) {
  return (
    <button type="button" class="round" aria-label={label} {...attributes}>
      <Icon name={icon} />
    </button>
  );
}
