import { count } from "../i18n/numbers";
import { strings } from "./i18n/strings";

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
      <legend class="visually-hidden">{strings.show}</legend>
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
