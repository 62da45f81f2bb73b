import type { ListedAccessor } from "../codes/documents";
import { nameOf } from "../codes/format-code";
import { Filters } from "../filters";
import { strings } from "../i18n/strings";
import type { PhotosState } from "./event-photos";
import { choices, type Filter, filtered } from "./filters";

interface Properties {
  state: PhotosState;
  people: readonly ListedAccessor[];
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** The filters of an event's photos. That of a person is there while it is chosen. */
export function FilterRow({ state, people, filter, onFilter }: Properties) {
  const offered: { name: string; text: string; count: number | null }[] = choices(state, filter);
  if (typeof filter === "string") return <Filters choices={offered} chosen={filter} onChoose={choose} />;
  const { accessCode } = filter;
  const person = people.find(each => each.accessCode === accessCode) ?? { accessCode, label: null };
  const chosen = { name: accessCode, text: strings.has(nameOf(person)), count: filtered(state.photos, filter).length };
  return <Filters choices={[...offered, chosen]} chosen={accessCode} onChoose={choose} />;

  function choose(name: string) {
    onFilter(offered.find(each => each.name === name) ? (name as Filter) : { accessCode: name });
  }
}
