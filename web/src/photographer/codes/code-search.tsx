import { useState } from "preact/hooks";
import { strings } from "../i18n/strings";
import type { Accessor } from "./documents";
import { matchesSearch } from "./names-list";

const MAX_WITHOUT_SEARCH = 8;

interface Options {
  /** Shown for few codes too, and focused when its dialog opens. */
  isFirst?: boolean;
}

/** A search field, if there are many codes, and the codes that match. */
export function useCodeSearch<Item extends Accessor>(accessors: readonly Item[], { isFirst = false }: Options = {}) {
  const [search, setSearch] = useState("");
  const field =
    isFirst || accessors.length > MAX_WITHOUT_SEARCH ? (
      <input
        class="search"
        type="search"
        aria-label={strings.findCode}
        placeholder={strings.findCode}
        autocomplete="off"
        autofocus={isFirst}
        value={search}
        onInput={event => setSearch(event.currentTarget.value)}
      />
    ) : null;
  return { field, search, found: field ? accessors.filter(accessor => matchesSearch(accessor, search)) : accessors };
}
