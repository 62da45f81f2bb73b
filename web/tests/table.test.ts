import { expect, test } from "vitest";
import type { Accessor } from "../src/photographer/codes/documents";
import { separatorOf, toCsv } from "../src/photographer/codes/export";
import { decodeText, parseTable, toTable } from "../src/photographer/codes/table";

const bytes = (...values: number[]) => new Uint8Array(values);
const utf16 = (text: string, isLittle: boolean) => {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), isLittle);
  return new Uint8Array(view.buffer);
};

test("a file is read in every encoding that spreadsheets save", () => {
  const text = "Zoë;ł€";
  expect(decodeText(new TextEncoder().encode(text))).toBe(text);
  expect(decodeText(new TextEncoder().encode(`\ufeff${text}`))).toBe(text);
  expect(decodeText(utf16(`\ufeff${text}`, true))).toBe(text);
  expect(decodeText(utf16(`\ufeff${text}`, false))).toBe(text);
  expect(decodeText(bytes(0x5a, 0x6f, 0xeb))).toBe("Zoë");
  expect(decodeText(bytes())).toBe("");
});

test.each([
  ["tabs", "Anna\t3a\r\nBen\t3b\r\n"],
  ["semicolons", "Anna;3a\nBen;3b"],
  ["commas in every row", "Anna,3a\rBen,3b\r"],
  ["quotes", '"Anna";"3a"\n"Ben"; "3b" '],
])("columns are separated by %s", (_, text) => {
  expect(parseTable(text)).toEqual([
    ["Anna", "3a"],
    ["Ben", "3b"],
  ]);
});

test("a comma in some rows is part of the names", () => {
  expect(parseTable("Anna\nMiller, Ben")).toEqual([["Anna"], ["Miller, Ben"]]);
});

test("a quoted cell may hold separators, line breaks and quotes", () => {
  expect(parseTable('"Miller; Anna";3a\n"the ""Boss""";"3\n b"')).toEqual([
    ["Miller; Anna", "3a"],
    ['the "Boss"', "3 b"],
  ]);
});

test("a quote within a name, or without an end, is text", () => {
  expect(parseTable('Tom "Tiger" M;3a\n"Tim;3b\n"Tam" Tum;3c')).toEqual([
    ['Tom "Tiger" M', "3a"],
    ['"Tim', "3b"],
    ['"Tam" Tum', "3c"],
  ]);
});

test("empty rows are left out, and spaces are single", () => {
  expect(parseTable(" \n\t\n  Anna \u00a0 Maria\t\n\n")).toEqual([["Anna Maria", ""]]);
});

test("what is written is read again, and no cell is a formula", () => {
  const rows = [
    ["=1+1", "+49", "-x", "@a"],
    ["a;b", 'the "Boss"', "ä", ""],
  ];
  const written = toTable(rows, ";");
  expect(written.split("\r\n")[0]).toBe("'=1+1;'+49;'-x;'@a");
  expect(parseTable(written)).toEqual(rows);
});

test("many unfinished quotes take no time", () => {
  expect(parseTable('"a;b\n'.repeat(20_000)).length).toBe(20_000);
});

test("the separator is that of the reader's spreadsheet", () => {
  expect(["en-GB", "en-US", "de-DE", "es-ES", "es-MX"].map(separatorOf)).toEqual([",", ",", ";", ";", ","]);
});

test("the export has everything, by group and then by name, for Excel", () => {
  const code = (label: string, group: string | null, email: string | null) =>
    ({
      ...{ label, group, email, accessCode: "ABC34D", url: "https://imgsh.example/anna/school#ABC34D.key" },
      ...{ allPhotos: false, photoCount: 12, openCount: 2, lastOpenedAt: null, downloadCount: 3 },
    }) as Accessor;
  const csv = toCsv([code("Zoë", null, null), code("=cmd", "10b", "a@example.com"), code("Ben", "9a", null)], ",");
  expect(csv.startsWith("\ufeffName,Group,Email,Code,Link,Photos,Opened,Last opened,Downloaded\r\n")).toBe(true);
  expect(parseTable(csv.slice(1)).map(row => row.slice(0, 3))).toEqual([
    ["Name", "Group", "Email"],
    ["Ben", "9a", ""],
    ["=cmd", "10b", "a@example.com"],
    ["Zoë", "", ""],
  ]);
  expect(csv).toContain("\r\n'=cmd,10b,a@example.com,ABC34D,https://imgsh.example/anna/school#ABC34D.key,12,2,,3\r\n");
});
