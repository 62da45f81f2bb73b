import { expect, test } from "vitest";
import type { EventPhoto } from "../src/photographer/event/documents";
import { rejectionOf } from "../src/photographer/event/rejection";
import de from "../src/photographer/i18n/de";
import { setStrings } from "../src/photographer/i18n/strings";

const rejected = (rejectionCode: string | null) =>
  ({ status: "REJECTED", rejection: "It is too odd.", rejectionCode }) as EventPhoto;

test("a rejection has a text in the photographer's language", () => {
  setStrings(de);
  expect(rejectionOf(rejected("EMPTY"))).toBe("Die Datei ist leer.");
});

test("a rejection without our text has the API's", () => {
  setStrings(de);
  expect([null, "NEW_ONE"].map(code => rejectionOf(rejected(code)))).toEqual(["It is too odd.", "It is too odd."]);
});
