import type { Accessor } from "./documents";

/** The names in a text, one a line; the cells of a spreadsheet's row make one name. */
export const parseNames = (text: string): string[] =>
  text
    .split(/[\r\n]+/)
    .map(line => line.replaceAll(/[\s;]+/g, " ").trim())
    .filter(Boolean);

/** Those that have no code yet: the same list may be pasted again when it has grown. */
export function withoutCode(names: readonly string[], accessors: readonly Accessor[]): string[] {
  const known = new Set(accessors.map(({ label }) => label));
  return names.filter(name => !known.has(name));
}

const alphabet = new Intl.Collator();

/** By name, as one looks for a card; those without a name come last. */
export const byName = (one: Accessor, other: Accessor) =>
  Number(!one.label) - Number(!other.label) || alphabet.compare(one.label ?? "", other.label ?? "");

const normalize = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/[\p{M}\s]/gu, "")
    .toLowerCase();

/** Whether a code or its label has this in it, however it is written. */
export const matchesSearch = ({ label, accessCode }: Accessor, search: string) =>
  normalize(`${label ?? ""} ${accessCode}`).includes(normalize(search));

/** A toTable for a spreadsheet or a mail merge: name, code and link. */
export const toTable = (accessors: readonly Accessor[]) =>
  accessors.map(({ label, accessCode, url }) => [label ?? "", accessCode, url].join("\t")).join("\n");
