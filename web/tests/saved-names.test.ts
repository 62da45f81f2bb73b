import { expect, test } from "vitest";
import cases from "../../tests/domain/saved_names.json";
import { savedNames } from "../src/downloads/saved-names";

test.each(cases as [string[], string[]][])("%j are saved as %j, as the service does", (names, saved) => {
  expect(savedNames(names)).toEqual(saved);
});
