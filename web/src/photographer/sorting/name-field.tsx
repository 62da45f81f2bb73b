import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { nameOf } from "../codes/format-code";
import { moveByKey } from "../codes/search-keys";
import type { Name } from "./documents";
import { words } from "./i18n/strings";
import { rankNames } from "./names";
import { useReview } from "./review-context";

export interface Special {
  text: string;
  onChoose: () => void;
}

interface Properties {
  /** Best first. */
  suggestions: readonly Name[];
  onChoose: (name: Name) => void;
  /** What was typed already. */
  typed?: string;
  /** Answers that are no name. */
  specials?: readonly Special[];
}

/** A field for a name, with those that match below. Enter takes the first. */
export function NameField({ suggestions, onChoose, typed = "", specials = [] }: Properties) {
  const { names } = useReview();
  const [search, setSearch] = useState(typed);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  const found = rankNames({ ...names, suggestions }, search.trim());
  // Without a letter or a suggestion, the first name is as good as any other.
  const first = search.trim() || suggestions.length ? found[0] : undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    if (first) onChoose(first);
  };
  const suggested = new Set(suggestions.map(({ accessCode }) => accessCode));
  const noteOf = ({ accessCode }: Name) =>
    suggested.has(accessCode) ? words.suggested : names.unseen.has(accessCode) ? words.neverSeen : null;
  return (
    <form class="code-finder" onSubmit={submit} onKeyDown={event => moveByKey(event, event.currentTarget)}>
      <input
        ref={input}
        class="search"
        type="search"
        aria-label={words.findName}
        placeholder={words.findName}
        autocomplete="off"
        enterkeyhint="done"
        autofocus
        value={search}
        onInput={event => setSearch(event.currentTarget.value)}
      />
      <p class="quiet" role="status">
        {found.length ? (first ? words.enterChooses(nameOf(first)) : null) : words.noName}
      </p>
      <ul class="code-choices name-choices" data-first={first ? true : undefined}>
        {found.map(name => (
          <li key={name.accessCode}>
            <button type="button" onClick={() => onChoose(name)}>
              <strong>{nameOf(name)}</strong> <span class="quiet">{noteOf(name)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div class="buttons">
        {specials.map(({ text, onChoose }) => (
          <Button key={text} onClick={onChoose}>
            {text}
          </Button>
        ))}
      </div>
    </form>
  );
}
