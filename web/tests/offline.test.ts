import { expect, test } from "vitest";
import { standingOf } from "../src/offline/record";

const [MINUTE, DAY] = [60_000, 86_400_000];
const SEEN = Date.parse("2026-12-01T12:00:00Z");
const record = { expiresAt: SEEN + DAY, behindMilliseconds: 0, seenAt: SEEN };

test("a kept album is open until the event's end and not a millisecond longer", () => {
  expect(standingOf(record, SEEN + DAY - 1)).toBe("open");
  expect(standingOf(record, SEEN + DAY)).toBe("over");
});

test("a clock that was wrong all along changes nothing", () => {
  const slow = { ...record, behindMilliseconds: 7 * DAY };
  expect(standingOf(slow, SEEN - 7 * DAY + DAY - 1)).toBe("open");
  expect(standingOf(slow, SEEN - 7 * DAY + DAY)).toBe("over");
});

test("a clock that is set back opens nothing, and never revives what was over", () => {
  expect(standingOf(record, SEEN - MINUTE)).toBe("open");
  expect(standingOf(record, SEEN - 3 * MINUTE)).toBe("unknown");
  expect(standingOf({ ...record, seenAt: SEEN + DAY }, SEEN)).toBe("over");
});
