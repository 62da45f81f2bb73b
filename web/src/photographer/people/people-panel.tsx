import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Selection } from "../../grid/selection";
import { count } from "../../i18n/numbers";
import { useStore } from "../../store";
import { RoundButton } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { listen } from "../../ui/listen";
import type { ListedAccessor } from "../codes/documents";
import { nameOf } from "../codes/format-code";
import { isLetter, moveByKey } from "../codes/search-keys";
import { ErrorNotice } from "../error-notice";
import { changeView, deskView } from "../event/desk-view";
import { strings } from "../i18n/strings";
import { findName } from "./find-name";
import type { People } from "./people";
import { PersonButton } from "./person-button";

interface Properties {
  people: People;
  selection: Selection;
  /** The code whose photos are shown. */
  shownCode: string | null;
  onGive: (person: ListedAccessor, photoIds: readonly string[]) => void;
  onAdd: (name: string) => void;
  /** Shows the photos of a person, or all again. */
  onShow: (person: ListedAccessor) => void;
}

/** The people of the event beside their photos: select photos, then press a name or type its first letters. */
export function PeoplePanel({ people, selection, shownCode, onGive, onAdd, onShow }: Properties) {
  const { people: all, problem } = useStore(people.store);
  const { ids } = useStore(selection.store);
  const { isSelectingRuns } = useStore(deskView);
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useLettersFromGrid(field, selection);
  const { people: found, only, newName } = findName(all ?? [], text);
  const numbers = new Map(people.numbered.map((person, index) => [person?.accessCode, index + 1]));
  const press = (person: ListedAccessor) => {
    setText("");
    if (ids.size) onGive(person, [...ids]);
    else onShow(person);
  };
  const add = () => {
    setText("");
    onAdd(newName);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (only) press(only);
    else if (newName && !found.length) add();
  };
  const keyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.key !== "Escape") return moveByKey(event, event.currentTarget);
    event.preventDefault(); // the selection stays
    event.stopPropagation();
    if (text) setText("");
    else document.querySelector<HTMLElement>('.grid .tile-open[tabindex="0"]')?.focus();
  };
  return (
    <aside class="people" aria-label={strings.people}>
      <header class="people-head">
        <h2>
          {strings.people} {all ? <span class="quiet">{count(all.length)}</span> : null}
        </h2>
        <RoundButton icon="close" label={strings.closePeople} onClick={() => changeView({ hasPeople: false })} />
      </header>
      <ErrorNotice problem={problem} onRetry={people.read} />
      <form class="people-finder" onSubmit={submit} onKeyDown={keyDown}>
        <input
          ref={field}
          class="search"
          type="search"
          aria-label={strings.findPerson}
          placeholder={strings.findPerson}
          autocomplete="off"
          enterkeyhint="go"
          value={text}
          onInput={event => setText(event.currentTarget.value)}
        />
        <p class="quiet" role="status">
          {hint(ids.size, text ? (only ? nameOf(only) : found.length ? null : newName) : null, Boolean(only))}
        </p>
        <label class="check">
          <input
            type="checkbox"
            checked={isSelectingRuns}
            onChange={({ currentTarget }) => changeView({ isSelectingRuns: currentTarget.checked })}
          />
          <span>{strings.selectRuns}</span>
        </label>
        <ul class="people-list code-choices">
          {found.map(person => (
            <li key={person.accessCode}>
              <PersonButton
                person={person}
                name={nameOf(person)}
                number={numbers.get(person.accessCode) ?? null}
                isMeant={text !== "" && person === only}
                isShown={person.accessCode === shownCode}
                onPress={() => press(person)}
                onDrop={photoIds => onGive(person, photoIds)}
              />
            </li>
          ))}
          {newName ? (
            <li>
              <button type="button" class="person" data-meant={!found.length || undefined} onClick={add}>
                <Icon name="plus" />
                <span class="person-name">{strings.newPerson(newName)}</span>
              </button>
            </li>
          ) : null}
        </ul>
        {all && !all.length && !newName ? <p class="quiet">{strings.noPeople}</p> : null}
      </form>
    </aside>
  );
}

function hint(selected: number, name: string | null, isKnown: boolean): string {
  if (!selected) return name && isKnown ? strings.enterShows(name) : strings.selectThenPress;
  if (!name) return strings.pressName(selected);
  return isKnown ? strings.enterGives(selected, name) : strings.enterAdds(selected, name);
}

/** Letters that are typed on a photo, while some are selected, go to the search field. */
function useLettersFromGrid(field: { readonly current: HTMLInputElement | null }, selection: Selection) {
  // Before the next paint: quick fingers type at once.
  useLayoutEffect(() => {
    const type = (event: KeyboardEvent) => {
      const isOnPhoto = event.target instanceof Element && event.target.closest(".grid");
      if (isOnPhoto && selection.ids.size && isLetter(event) && !/^\d$/.test(event.key)) field.current?.focus();
    };
    return listen({ keydown: type });
  }, [selection]);
}
