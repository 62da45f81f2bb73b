import { expect, test } from "vitest";
import type { Accessor } from "../src/photographer/codes/documents";
import { readPeople, readTable } from "../src/photographer/codes/people";

const code = (label: string | null, group: string | null = null) => ({ label, group }) as Accessor;
const people = (text: string, accessors: Accessor[] = []) => readPeople(readTable(text), accessors);
const values = (text: string) => people(text).map(({ label, email, group }) => [label, email, group]);

test("a list has one name a line, whatever they are", () => {
  expect(values("Anna\r\n\n Guest 1 \nMiller, Tom\n")).toEqual([
    ["Anna", "", ""],
    ["Guest 1", "", ""],
    ["Miller, Tom", "", ""],
  ]);
});

test.each([
  "Name;E-Mail;Group",
  "Nachname, Vorname\te-mail address\tKlasse".replace("Nachname, Vorname", "Name"),
  "NOMBRE;Correo electrónico;Grupo",
  "name,email,class",
])("columns are known by their headings: %s", headings => {
  const separator = /[;,\t]/.exec(headings)?.[0] ?? "";
  const row = (...cells: string[]) => cells.join(separator);
  const text = [headings, row("Anna", "anna@example.com", "3a"), row("Ben", "", "3a")].join("\n");
  expect(values(text)).toEqual([
    ["Anna", "anna@example.com", "3a"],
    ["Ben", "", "3a"],
  ]);
  expect(people(text).map(({ number }) => number)).toEqual([2, 3]);
});

test("several columns of names are one name, and unknown columns are left out", () => {
  expect(values("Vorname;Nachname;Größe;Klasse\nAnna;Müller;34;3a")).toEqual([["Anna Müller", "", "3a"]]);
});

test("without headings, columns are known by what stands in them", () => {
  expect(values("Anna;anna@example.com;3a\nBen;;3b")).toEqual([
    ["Anna", "anna@example.com", "3a"],
    ["Ben", "", "3b"],
  ]);
  expect(values("Miller\tZoë\nSmith\tTom")).toEqual([
    ["Miller Zoë", "", ""],
    ["Smith Tom", "", ""],
  ]);
  expect(values("Anna\t3a\nBen\t3a\nCarl\t3b\nDora\t3b").map(([, , group]) => group)).toEqual(["3a", "3a", "3b", "3b"]);
});

test("a row says what is wrong with it", () => {
  const rows = people(`Name;Email;Group\n;x@example.com;\n${"A".repeat(101)};nobody;${"B".repeat(101)}\nAnna;;\n`);
  expect(rows.map(({ problems }) => problems)).toEqual([["noName"], ["longName", "wrongEmail", "longGroup"], []]);
});

test("the same name is noted, the same row too", () => {
  const rows = people("Name;Group\nAnna;3a\nBEN;3a\nanna;3a\nAnna;3b");
  expect(rows.map(({ sameNameAs, isRepeated }) => [sameNameAs, isRepeated])).toEqual([
    [null, false],
    [null, false],
    [2, true],
    [2, false],
  ]);
});

test("who has a code is known by name and group", () => {
  const codes = [code("Anna", "3a"), code("Ben"), code(null)];
  const rows = people("Name;Group\nAnna;3a\nAnna;3b\nAnna;\nBen;3c\nCarl;", codes);
  expect(rows.map(({ hasCode }) => hasCode)).toEqual([true, false, true, true, false]);
});

test("our own export is read again", () => {
  expect(
    values("Name,Group,Email,Code,Link,Photos\nAnna,3a,anna@example.com,ABC34D,https://x.example/#ABC34D.k,12"),
  ).toEqual([["Anna", "anna@example.com", "3a"]]);
});
