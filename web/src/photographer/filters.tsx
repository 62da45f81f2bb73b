import { count } from "../i18n/numbers";
import { strings } from "./i18n/strings";

interface Properties<Name extends string> {
  /** In display order. A count of null is not known yet. */
  choices: readonly { name: Name; text: string; count: number | null }[];
  chosen: Name;
  onChoose: (name: Name) => void;
}

/** Filter buttons for a list, each with the number of items it shows. */
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
