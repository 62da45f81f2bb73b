import { byName, matchesSearch, normalize } from "../codes/names-list";
import type { Name } from "./documents";
import { uniqueNames } from "./questions";

const MAX_SHOWN = 30;
/** The service allows no more codes for a series. */
const MAX_TOGETHER = 50;

interface Names {
  all: readonly Name[];
  /** Best first. */
  suggestions: readonly Name[];
  /** Codes of names that no photo shows yet: they are missing somebody's card. */
  unseen: ReadonlySet<string>;
}

/**
 * The names that match, at most 30: suggestions, then those never seen, then the others by name. Names with a word
 * that begins with what was typed precede those that have it elsewhere, or in their code.
 */
export function rankNames({ all, suggestions, unseen }: Names, search: string): Name[] {
  const rest = [...all].sort(
    (one, other) => Number(unseen.has(other.accessCode)) - Number(unseen.has(one.accessCode)) || byName(one, other),
  );
  const matching = [...suggestions, ...rest].filter(name => !search || matchesSearch(name, search));
  const begins = matching.filter(name => startsWord(name, search));
  const enough = MAX_SHOWN + suggestions.length;
  return uniqueNames([...begins.slice(0, enough), ...matching.slice(0, enough)]).slice(0, MAX_SHOWN);
}

/** With the name, or without it if it is there. */
export function toggled(names: readonly Name[], name: Name): readonly Name[] {
  const others = names.filter(({ accessCode }) => accessCode !== name.accessCode);
  return others.length < names.length ? others : [...names, name].slice(0, MAX_TOGETHER);
}

const startsWord = ({ label }: Name, search: string) =>
  !search || (label ?? "").split(/[\s-]+/).some(word => normalize(word).startsWith(normalize(search)));
