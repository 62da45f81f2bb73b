import { count } from "../i18n/numbers";
import { words } from "./i18n/words";

interface Properties<Name extends string> {
  /** In their order; a count of null is not known yet. */
  choices: readonly { name: Name; text: string; count: number | null }[];
  chosen: Name;
  onChoose: (name: Name) => void;
}

/** Which of a list's items are shown, and how many each choice would show. */
export function Filters<Name extends string>({ choices, chosen, onChoose }: Properties<Name>) {
  return (
    <fieldset class="filters">
      <legend class="unseen">{words.show}</legend>
      {choices.map(choice => (
        <button
          key={choice.name}
          type="button"
          class="filter"
          aria-pressed={choice.name === chosen}
          onClick={() => onChoose(choice.name)}
        >
          {choice.text} {choice.count === null ? null : <span class="quiet">{count(choice.count)}</span>}
        </button>
      ))}
    </fieldset>
  );
}
