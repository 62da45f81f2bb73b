import { useState } from "preact/hooks";
import { strings } from "../i18n/strings";
import type { Accessor } from "./documents";
import { isFound } from "./names-list";

/** So many are seen at a glance. */
const FEW = 8;

/** A field to look for codes with, where there are many, and those that it finds. */
export function useCodeSearch<Item extends Accessor>(accessors: readonly Item[]) {
  const [sought, setSought] = useState("");
  const field =
    accessors.length > FEW ? (
      <input
        class="search"
        type="search"
        aria-label={strings.findCode}
        placeholder={strings.findCode}
        value={sought}
        onInput={event => setSought(event.currentTarget.value)}
      />
    ) : null;
  return { field, found: field ? accessors.filter(accessor => isFound(accessor, sought)) : accessors };
}
