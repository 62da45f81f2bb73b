import type { Accessor } from "./documents";
import { parseTable } from "./table";

export const MAX_CHARACTERS = 100;
export const MAX_EMAIL_CHARACTERS = 254;
/** As the service judges it; it has the last word. */
const EMAIL = /^[^@\s<>()[\]\\,;:"]+@(?:[^@\s.<>()[\]\\,;:"]+\.)+[^@\s.<>()[\]\\,;:"]{2,}$/;

export const MEANINGS = ["name", "email", "group", "none"] as const;
/** What a column of the table holds. Several columns of names are joined. */
export type Meaning = (typeof MEANINGS)[number];

/** Headings in the languages of the app, in lower case, without accents and punctuation. */
const HEADINGS: Readonly<Record<Exclude<Meaning, "none">, RegExp>> = {
  name: exactly(`names? namen vornamen? nachnamen? familiennamen? voller.name first.?names? last.?names? family.?names?
    full.?names? surnames? label person guests? gast gaeste student pupil child player schuler schulerin kind spieler
    nombres? apellidos? nombre.y.apellidos? nombre.completo invitad[oa] alumn[oa] jugador`),
  email: exactly(`e.?mails? e.?mail.?address(es)? e.?mail.?adressen? mail mailadresse correo correo.electronico`),
  group: exactly(`groups? class team table grade room gruppen? klasse mannschaft tisch kurs grupo clase curso equipo
    mesa`),
};

function exactly(words: string) {
  return new RegExp(`^(?:${words.trim().split(/\s+/).join("|").replaceAll(".", " ")})$`);
}

/** The table that was pasted: its columns with what they hold, and its rows without the headings. */
export interface Table {
  meanings: readonly Meaning[];
  rows: readonly (readonly string[])[];
  /** The number of the first row in the text, from 1. */
  firstRow: number;
}

export type RowProblem = "noName" | "longName" | "wrongEmail" | "longGroup";

export interface PersonRow {
  /** From 1, as in a spreadsheet. */
  number: number;
  label: string;
  email: string;
  group: string;
  problems: readonly RowProblem[];
  /** The number of an earlier row with the same name. */
  sameNameAs: number | null;
  /** All values are those of an earlier row. */
  isRepeated: boolean;
  /** There is a code with this name and group. */
  hasCode: boolean;
}

/** Recognizes the columns of a text, by headings or by what stands in them. */
export function readTable(text: string): Table {
  const rows = parseTable(text);
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const headings = Array.from({ length: width }, (_, column) => meaningOfHeading(rows[0]?.[column] ?? ""));
  if (headings.includes("name")) return { meanings: headings, rows: rows.slice(1), firstRow: 2 };
  const columns = headings.map((_, column) => rows.map(row => row[column] ?? ""));
  return { meanings: meaningsOf(columns), rows, firstRow: 1 };
}

function meaningOfHeading(heading: string): Meaning {
  const plain = simplify(heading);
  return MEANINGS.find(meaning => meaning !== "none" && HEADINGS[meaning].test(plain)) ?? "none";
}

/** Without headings: addresses are known by their @, a group by its repetition or its place behind an address. */
function meaningsOf(columns: readonly (readonly string[])[]): Meaning[] {
  const addresses = columns.findIndex(column => column.some(isEmail));
  return columns.map((column, index) => {
    if (index === addresses) return "email";
    if (!column.some(Boolean)) return "none";
    const isGroup = index > 0 && (repeats(column) || (addresses > 0 && index > addresses));
    return isGroup ? "group" : "name";
  });
}

const repeats = (column: readonly string[]) => {
  const filled = column.filter(Boolean);
  return filled.length > 3 && new Set(filled).size <= filled.length / 2;
};

/** The people of a table, each with what is wrong. */
export function readPeople({ meanings, rows, firstRow }: Table, accessors: readonly Accessor[]): PersonRow[] {
  const known = new Set(accessors.flatMap(({ label, group }) => (label ? [label, `${label}\n${group ?? ""}`] : [])));
  const numbers = new Map<string, number>();
  const whole = new Set<string>();
  return rows.map((row, index) => {
    const cells = (wanted: Meaning) => row.filter((cell, column) => cell && meanings[column] === wanted);
    const [label, email, group] = [cells("name").join(" "), cells("email").join(" "), cells("group").join(" ")];
    const [number, values] = [index + firstRow, [simplify(label), email.toLowerCase(), simplify(group)].join("\n")];
    const sameNameAs = (label && numbers.get(simplify(label))) || null;
    const isRepeated = whole.has(values);
    whole.add(values);
    if (label && !sameNameAs) numbers.set(simplify(label), number);
    const hasCode = group ? known.has(`${label}\n${group}`) || known.has(`${label}\n`) : known.has(label);
    return { number, label, email, group, problems: problemsOf(label, email, group), sameNameAs, isRepeated, hasCode };
  });
}

function problemsOf(label: string, email: string, group: string): RowProblem[] {
  const problems: RowProblem[] = [];
  if (!label) problems.push("noName");
  if ([...label].length > MAX_CHARACTERS) problems.push("longName");
  if (email && (!isEmail(email) || email.length > MAX_EMAIL_CHARACTERS)) problems.push("wrongEmail");
  if ([...group].length > MAX_CHARACTERS) problems.push("longGroup");
  return problems;
}

const isEmail = (text: string) => EMAIL.test(text);

const simplify = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();
