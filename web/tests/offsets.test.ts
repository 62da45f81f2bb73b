import { expect, test } from "vitest";
import { fromHand, isOfZone, offsetFrom, parts, toHand } from "../src/photographer/cameras/offsets";

test.each([
  [0, "0:00:00"],
  [37, "0:00:37"],
  [-37, "-0:00:37"],
  [7200, "2:00:00"],
  [-90_061, "-25:01:01"],
  [1_576_800_000, "438000:00:00"],
])("%d seconds are written as %s, and read back", (seconds, text) => {
  expect(toHand(seconds)).toBe(text);
  expect(fromHand(text)).toBe(seconds);
});

test.each([
  [" +1:2:3 ", 3723],
  ["−0:00:37", -37],
  ["-0:00:00", 0],
])("%s is read too", (text, seconds) => {
  expect(Object.is(fromHand(text), seconds)).toBe(true);
});

test.each(["", "37", "1:30", "0:60:00", "0:00:60", "1:2:3:4", "--1:00:00", "1:00:00x", "1.5:00:00"])(
  "%s is no offset",
  text => {
    expect(fromHand(text)).toBeNull();
  },
);

test("only the parts of a duration that are not zero are named", () => {
  expect(parts(-7200)).toEqual([[2, "hour"]]);
  expect(parts(90_061)).toEqual([
    [1, "day"],
    [1, "hour"],
    [1, "minute"],
    [1, "second"],
  ]);
  expect(parts(0)).toEqual([]);
});

test("a distance of whole quarters of an hour is a time zone", () => {
  expect([3600, -20_700, 900].map(isOfZone)).toEqual([true, true, true]);
  expect([0, 37, 3637].map(isOfZone)).toEqual([false, false, false]);
});

test("two photos of one moment tell the offset, to the second and beside the one that is set", () => {
  const photo = { takenAt: "2026-06-20T15:00:00.250Z" };
  expect(offsetFrom(photo, { takenAt: "2026-06-20T15:00:37.600Z" }, 0)).toBe(37);
  expect(offsetFrom(photo, { takenAt: "2026-06-20T15:00:37.800Z" }, 100)).toBe(138);
  expect(offsetFrom(photo, { takenAt: "2026-06-20T13:00:00.000Z" }, 0)).toBe(-7200);
  expect(offsetFrom(photo, photo, -5)).toBe(-5);
});
