import { expect, test } from "vitest";
import type { Accessor } from "../src/photographer/codes/documents";
import { byName, groupsOf, matchesSearch } from "../src/photographer/codes/names-list";

const code = (label: string | null, accessCode = "ABC34D") =>
  ({ label, accessCode, url: `https://imgsh.example/anna/school#${accessCode}.key` }) as Accessor;

test("codes are sorted by name, those without a name last", () => {
  const labels = [null, "Zoë", "anna", "Änne", "Ben"].map(label => code(label)).sort(byName);
  expect(labels.map(({ label }) => label)).toEqual(["anna", "Änne", "Ben", "Zoë", null]);
});

test("the search ignores case, accents and spaces", () => {
  expect(["zoe", "ZOË", "c3", "abc 34d"].every(search => matchesSearch(code("Zoë"), search))).toBe(true);
  expect(matchesSearch(code(null), "zoe")).toBe(false);
});

test("groups are counted in the order of their numbers, those without a group last", () => {
  const codes = ["10b", null, "9a", "9a"].map(group => ({ ...code("Anna"), group }));
  expect([...groupsOf(codes)]).toEqual([
    ["9a", 2],
    ["10b", 1],
    [null, 1],
  ]);
});
