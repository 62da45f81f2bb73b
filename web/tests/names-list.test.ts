import { expect, test } from "vitest";
import type { Accessor } from "../src/photographer/codes/documents";
import { byName, matchesSearch, parseNames, toTable, withoutCode } from "../src/photographer/codes/names-list";

const code = (label: string | null, accessCode = "ABC34D") =>
  ({ label, accessCode, url: `https://imgsh.example/anna/school#${accessCode}.key` }) as Accessor;

test("names are parsed from lists and spreadsheets, without empty lines", () => {
  expect(parseNames("Anna\r\n\n  Ben  \nMiller\tZoë\nMiller;Tom\n")).toEqual([
    "Anna",
    "Ben",
    "Miller Zoë",
    "Miller Tom",
  ]);
  expect(parseNames(" \n\t\n")).toEqual([]);
});

test("duplicate names get a code each, names with a code get none", () => {
  expect(withoutCode(["Anna", "Ben", "Ben"], [code("Anna"), code(null)])).toEqual(["Ben", "Ben"]);
});

test("codes are sorted by name, those without a name last", () => {
  const labels = [null, "Zoë", "anna", "Änne", "Ben"].map(label => code(label)).sort(byName);
  expect(labels.map(({ label }) => label)).toEqual(["anna", "Änne", "Ben", "Zoë", null]);
});

test("the search ignores case, accents and spaces", () => {
  expect(["zoe", "ZOË", "c3", "abc 34d"].every(search => matchesSearch(code("Zoë"), search))).toBe(true);
  expect(matchesSearch(code(null), "zoe")).toBe(false);
});

test("the table has a row for each code", () => {
  expect(toTable([code("Anna"), code(null, "XYZ789")])).toBe(
    "Anna\tABC34D\thttps://imgsh.example/anna/school#ABC34D.key\n\tXYZ789\thttps://imgsh.example/anna/school#XYZ789.key",
  );
});
