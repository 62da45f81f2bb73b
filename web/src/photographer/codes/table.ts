/** Tables as text: what spreadsheets copy and save, read and written. */

const MAX_ROWS_JUDGED = 50;

/** The text of a file: UTF-8 or UTF-16 by its byte order mark, UTF-8 if it is valid, else Windows-1252. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes); // what Excel saves without asking
  }
}

/** The rows of a table, each with its trimmed cells. Rows without text are left out. */
export function parseTable(text: string): string[][] {
  return rowsOf(text, separatorOf(text)).filter(row => row.some(Boolean));
}

/** A comma stands in names too: it separates only if it is in every row. */
function separatorOf(text: string): string | null {
  const unquoted = text.replaceAll(/"(?:[^"]|"")*"/g, "");
  const rows = unquoted.split(/[\r\n]+/, MAX_ROWS_JUDGED).filter(row => row.trim());
  const has = (separator: string) => (row: string) => row.includes(separator);
  if (rows.some(has("\t"))) return "\t";
  if (rows.some(has(";"))) return ";";
  return rows.length && rows.every(has(",")) ? "," : null;
}

/** As RFC 4180 says: a quoted cell may contain separators, line breaks and doubled quotes. */
function rowsOf(text: string, separator: string | null): string[][] {
  const rows: string[][] = [[]];
  const end = separator ?? "\\n";
  const quoted = new RegExp(` *"((?:[^"]|"")*)" *(?=[${end}\\r\\n]|$)`, "y");
  const unquoted = new RegExp(`[^${end}\\r\\n]*`, "y");
  const ending = new RegExp(`${end}|\\r\\n|\\r|\\n`, "y");
  for (let at = 0; ; ) {
    const take = (pattern: RegExp) => {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      at += found?.[0].length ?? 0;
      return found;
    };
    const cell = take(quoted)?.[1]?.replaceAll('""', '"') ?? take(unquoted)?.[0] ?? "";
    rows.at(-1)?.push(normalize(cell));
    const ended = take(ending)?.[0];
    if (!ended) return rows;
    if (ended !== separator) rows.push([]);
  }
}

/** Without the apostrophe that `toTable` writes. */
const normalize = (cell: string) =>
  cell
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^'(?=[=+\-@])/, "");

/** Rows for a spreadsheet. A cell that a spreadsheet would run as a formula becomes text. */
export const toTable = (rows: readonly (readonly string[])[], separator: string) =>
  rows.map(row => row.map(cell => quote(plain(cell), separator)).join(separator)).join("\r\n");

/** As OWASP says: an apostrophe before what begins like a formula. */
const plain = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const quote = (cell: string, separator: string) =>
  cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
