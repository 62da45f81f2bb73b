import type { Accessor } from "./documents";

/** The names in a text, one per line. Cells of a spreadsheet row are joined into one name. */
export const parseNames = (text: string): string[] =>
  text
    .split(/[\r\n]+/)
    .map(line => line.replaceAll(/[\s;]+/g, " ").trim())
    .filter(Boolean);

/** The names without a code, so that a longer list can be pasted again. */
export function withoutCode(names: readonly string[], accessors: readonly Accessor[]): string[] {
  const known = new Set(accessors.map(({ label }) => label));
  return names.filter(name => !known.has(name));
}

const alphabet = new Intl.Collator();

/** Compares by name. Codes without a name come last. */
export const byName = (one: Accessor, other: Accessor) =>
  Number(!one.label) - Number(!other.label) || alphabet.compare(one.label ?? "", other.label ?? "");

const normalize = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/[\p{M}\s]/gu, "")
    .toLowerCase();

/** Whether a code or its label contains the text, ignoring case, accents and spaces. */
export const matchesSearch = ({ label, accessCode }: Pick<Accessor, "label" | "accessCode">, search: string) =>
  normalize(`${label ?? ""} ${accessCode}`).includes(normalize(search));

/** Tab-separated rows for a spreadsheet or mail merge: name, code and link. */
export const toTable = (accessors: readonly Accessor[]) =>
  accessors.map(({ label, accessCode, url }) => [label ?? "", accessCode, url].join("\t")).join("\n");
