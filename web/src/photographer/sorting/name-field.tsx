import { useEffect, useRef, useState } from "preact/hooks";
import { Button, RoundButton } from "../../ui/button";
import { nameOf } from "../codes/format-code";
import { moveByKey } from "../codes/search-keys";
import { listed } from "./describe";
import type { Name } from "./documents";
import { words } from "./i18n/strings";
import { rankNames, toggled } from "./names";
import { useReview } from "./review-context";

export interface Special {
  text: string;
  onChoose: () => void;
}

interface Properties {
  /** Best first. */
  suggestions: readonly Name[];
  /** Whose it is now. */
  present?: readonly Name[];
  /** One name, or several for a family. */
  onChoose: (names: readonly Name[]) => void;
  /** What was typed already. */
  typed?: string;
  /** Answers that are no name. */
  specials?: readonly Special[];
}

/**
 * A field for a name, with those that match below. Enter takes the first. Several are gathered by the buttons beside
 * them, or by Shift and Enter, and taken together.
 */
export function NameField({ suggestions, present = [], onChoose, typed = "", specials = [] }: Properties) {
  const { names } = useReview();
  const [search, setSearch] = useState(typed);
  const [several, setSeveral] = useState<readonly Name[]>([]);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  const isTyped = search.trim() !== "";
  const found = rankNames({ ...names, suggestions: [...present, ...suggestions] }, search.trim());
  // Without a letter or a suggestion, the first name is as good as any other.
  const first = isTyped || (suggestions.length && !several.length) ? found[0] : undefined;
  const gather = (name: Name) => setSeveral(before => toggled(before, name));
  const gatherTyped = (name: Name) => {
    gather(name);
    setSearch("");
    input.current?.focus({ preventScroll: true });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (several.length && !isTyped) onChoose(several);
    else if (first) several.length ? gatherTyped(first) : onChoose([first]);
  };
  const press = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.key !== "Enter" || !event.shiftKey) return moveByKey(event, event.currentTarget);
    event.preventDefault();
    const code = document.activeElement?.closest<HTMLElement>("[data-code]")?.dataset.code;
    const meant = code ? found.find(({ accessCode }) => accessCode === code) : first;
    if (meant) gatherTyped(meant);
  };
  const isIn = (some: readonly Name[], name: Name) => some.some(({ accessCode }) => accessCode === name.accessCode);
  const noteOf = (name: Name) => {
    if (isIn(present, name)) return words.present;
    if (isIn(suggestions, name)) return words.suggested;
    return names.unseen.has(name.accessCode) ? words.neverSeen : null;
  };
  return (
    <form class="code-finder" onSubmit={submit} onKeyDown={press}>
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
      <p class="quiet name-hint" role="status">
        {several.length && !isTyped ? words.enterChooses(listed(several)) : null}
        {found.length ? null : words.noName}
        {first ? (several.length ? words.enterAdds(nameOf(first)) : words.enterChooses(nameOf(first))) : null}
        {first && !several.length ? <span class="keys-hint"> · {words.shiftEnterAdds}</span> : null}
      </p>
      <ul class="code-choices name-choices" data-first={first ? true : undefined}>
        {found.map(name => {
          const isGathered = isIn(several, name);
          return (
            <li key={name.accessCode} data-code={name.accessCode} data-gathered={isGathered || undefined}>
              <button
                type="button"
                class="name-choice"
                onClick={() => (several.length ? gather(name) : onChoose([name]))}
              >
                <strong>{nameOf(name)}</strong> <span class="quiet">{noteOf(name)}</span>
              </button>
              <RoundButton
                icon={isGathered ? "check" : "plus"}
                label={words.addName(nameOf(name))}
                aria-pressed={isGathered}
                onClick={() => gather(name)}
              />
            </li>
          );
        })}
      </ul>
      <div class="buttons">
        {several.length ? (
          <Button class="button" icon="people" onClick={() => onChoose(several)}>
            {words.giveTo(listed(several))}
          </Button>
        ) : (
          specials.map(({ text, onChoose }) => (
            <Button key={text} onClick={onChoose}>
              {text}
            </Button>
          ))
        )}
      </div>
    </form>
  );
}
