import { expect, test } from "vitest";
import portable from "../../tests/domain/portable_names.json";
import cases from "../../tests/domain/saved_names.json";
import { archiveName, nameInArchive } from "../src/downloads/portable-names";
import { savedNames } from "../src/downloads/saved-names";

test.each(cases as [string[], string[]][])("%j are saved as %j, as the service does", (names, saved) => {
  expect(savedNames(names)).toEqual(saved);
});

test.each(portable.titles)("the ZIP of %j is %j, as the service names it", (title = "", name) => {
  expect(archiveName(title)).toBe(name);
});

test.each(portable.names)("%j is %j in a ZIP, as the service names it", (name = "", saved) => {
  expect(nameInArchive(name)).toBe(saved);
});
