import { expect, test } from "vitest";
import { type PhotoCode, withChanges } from "../src/photographer/event/code-changes";
import type { EventPhoto } from "../src/photographer/event/documents";

const ANNA: PhotoCode = { accessCode: "AAAAAA", label: "Anna" };
const BEN: PhotoCode = { accessCode: "BBBBBB", label: "Ben" };
const photo = (id: string, accessors: PhotoCode[], accessorCount = accessors.length) =>
  ({ id, accessors, accessorCount }) as EventPhoto;
const change = (isAdded: boolean, code: PhotoCode, ...ids: string[]) => ({ photoIds: new Set(ids), code, isAdded });

test("photos get codes and lose them, and a change that is there already changes nothing", () => {
  const photos = [photo("1", []), photo("2", [ANNA])];
  expect(withChanges(photos, [change(true, ANNA, "1", "2")])).toEqual([photo("1", [ANNA]), photo("2", [ANNA])]);
  expect(withChanges(photos, [change(false, ANNA, "1", "2")])).toEqual([photo("1", []), photo("2", [])]);
  const both = [change(true, BEN, "2"), change(false, BEN, "2")];
  expect(withChanges(photos, both)).toEqual(photos);
});

test("photos without a change stay the same objects", () => {
  const photos = [photo("1", []), photo("2", [ANNA])];
  expect(withChanges(photos, [])).toBe(photos);
  expect(withChanges(photos, [change(true, BEN, "1")])[1]).toBe(photos[1]);
});

test("a photo in more codes than it names counts the others", () => {
  const many = photo("1", [ANNA], 12);
  expect(withChanges([many], [change(false, BEN, "1")])[0]?.accessorCount).toBe(11);
  expect(withChanges([many], [change(false, ANNA, "1")])[0]).toEqual(photo("1", [], 11));
});
