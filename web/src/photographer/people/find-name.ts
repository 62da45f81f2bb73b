import type { Named } from "../codes/format-code";
import { normalize } from "../codes/names-list";

export interface Found<Person> {
  /** Names that begin with the text come before those that contain it. */
  people: readonly Person[];
  /** The one that Enter means: whose name is the text, or the only one that begins with it or contains it. */
  only: Person | null;
  /** The text as a new name, unless somebody is called that. */
  newName: string;
}

/** Finds people by the first letters of their names, ignoring case, accents and spaces. */
export function findName<Person extends Named>(people: readonly Person[], text: string): Found<Person> {
  const search = normalize(text);
  if (!search) return { people, only: null, newName: "" };
  const named = people.map(person => ({ person, words: wordsOf(person) }));
  const exact = named.filter(({ words }) => words[0] === search);
  const beginning = named.filter(({ words }) => words.some(word => word.startsWith(search)));
  const containing = named.filter(each => !beginning.includes(each) && each.words.some(word => word.includes(search)));
  const [first, second] = exact.length ? exact : beginning.length ? beginning : containing;
  return {
    people: [...beginning, ...containing].map(({ person }) => person),
    only: first && !second ? first.person : null,
    newName: exact.length ? "" : text.trim().replaceAll(/\s+/g, " "),
  };
}

/** The whole name, the name from each of its words on, and the code. */
function wordsOf({ label, accessCode }: Named): string[] {
  const words = (label ?? "").split(/\s+/);
  return [...words.map((_, index) => normalize(words.slice(index).join(""))), normalize(accessCode)];
}
