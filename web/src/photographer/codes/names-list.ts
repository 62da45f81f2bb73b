import type { Accessor } from "./documents";

type Labelled = Pick<Accessor, "label">;
const alphabet = new Intl.Collator(undefined, { numeric: true });

/** Compares by name, 2 before 10. Codes without a name come last. */
export const byName = (one: Labelled, other: Labelled) =>
  Number(!one.label) - Number(!other.label) || alphabet.compare(one.label ?? "", other.label ?? "");

/** Compares by group, then by name. Codes without a group come last. */
export const byGroup = (one: Accessor, other: Accessor) =>
  Number(!one.group) - Number(!other.group) ||
  alphabet.compare(one.group ?? "", other.group ?? "") ||
  byName(one, other);

/** The groups in alphabetical order, each with the number of its codes; null for codes without a group. */
export function groupsOf(accessors: readonly Accessor[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const { group } of [...accessors].sort(byGroup)) counts.set(group, (counts.get(group) ?? 0) + 1);
  return counts;
}

export const normalize = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/[\p{M}\s]/gu, "")
    .toLowerCase();

type Searched = Pick<Accessor, "label" | "accessCode"> & Partial<Pick<Accessor, "group">>;

/** Whether a code, its label or its group contains the text, ignoring case, accents and spaces. */
export const matchesSearch = ({ label, group, accessCode }: Searched, search: string) =>
  normalize(`${label ?? ""} ${group ?? ""} ${accessCode}`).includes(normalize(search));
