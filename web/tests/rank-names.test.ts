import { expect, test } from "vitest";
import { rankNames } from "../src/photographer/sorting/names";

function ranked(labels: readonly string[], search: string) {
  const all = labels.map((label, index) => ({ accessCode: `CODE0${index}`, label }));
  return rankNames({ all, suggestions: [], unseen: new Set() }, search).map(({ label }) => label);
}

test("letters without accents find a name with them, also as its beginning", () => {
  expect(ranked(["Elzoe", "Anna Zoë", "Zoë"], "zoe")).toEqual(["Anna Zoë", "Zoë", "Elzoe"]);
  expect(ranked(["Özlem", "Jörg"], "o")).toEqual(["Özlem", "Jörg"]);
  expect(ranked(["Zoe"], "zoë")).toEqual(["Zoe"]);
});

test("numbers in names stand in their order", () => {
  expect(ranked(["Pupil 10", "Pupil 2", "Pupil 1"], "")).toEqual(["Pupil 1", "Pupil 2", "Pupil 10"]);
});
