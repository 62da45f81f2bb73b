import { expect, test, vi } from "vitest";
import { duration, lastDay, plural, size } from "../src/i18n/numbers";
import { nextChange, threshold, urgency } from "../src/ui/time-left";

const [MINUTE, HOUR, DAY] = [60, 3600, 86400];

test("the time left has its two largest units, and seconds only in the last hour", () => {
  expect(duration(3 * DAY + 4 * HOUR + 59 * MINUTE)).toBe("3 days 4 hours");
  expect(duration(DAY)).toBe("1 day");
  expect(duration(5 * HOUR + 59 * MINUTE + 59)).toBe("5 hours 59 min");
  expect(duration(12 * MINUTE + 5)).toBe("12 min 5 sec");
  expect(duration(12 * MINUTE)).toBe("12 min 0 sec");
  expect(duration(9)).toBe("9 sec");
  expect(duration(-3)).toBe("0 sec");
});

test("sizes are in powers of 1000", () => {
  expect([0, 999, 1000, 96_400_000, 4_100_000_000].map(size)).toEqual([
    "0 byte",
    "999 byte",
    "1 kB",
    "96.4 MB",
    "4.1 GB",
  ]);
});

test("plurals follow the count", () => {
  expect([0, 1, 1234].map(count => plural(count, "# photo", "# photos"))).toEqual([
    "0 photos",
    "1 photo",
    "1,234 photos",
  ]);
});

test("each threshold is passed once, and urgency begins two days before the end", () => {
  expect([DAY + 1, DAY, DAY - 1, HOUR, 59 * MINUTE, 30].map(threshold)).toEqual([
    2 * DAY,
    DAY,
    DAY,
    HOUR,
    HOUR,
    MINUTE,
  ]);
  expect(threshold(30 * DAY)).toBe(Infinity);
  expect([2 * DAY + 1, 2 * DAY, HOUR, HOUR - 1].map(urgency)).toEqual(["calm", "days", "days", "hour"]);
});

test("the text changes when urgency begins, then each minute, and each second in the last hour", () => {
  expect(nextChange((2 * DAY + HOUR) * 1000)).toBe(HOUR * 1000 + 5);
  expect(nextChange(300 * DAY * 1000)).toBe(DAY * 1000);
  expect(nextChange(2 * HOUR * 1000 + 30_000)).toBeLessThan(30_100);
  expect(nextChange(59 * MINUTE * 1000 + 400)).toBeLessThan(500);
});

test.each([
  ["2026-12-06T23:30:00Z", "Europe/Berlin", "December 7"],
  ["2026-12-06T23:30:00Z", "America/New_York", "December 6"],
  ["2026-12-06T23:00:00Z", "Europe/Berlin", "December 6"],
  ["2027-01-02T12:00:00Z", "UTC", "January 2, 2027"],
  ["2026-12-06T12:00:00Z", "Nowhere/Unknown", "December 6"],
])("an event that ends at %s in %s is there until %s", (end, timeZone, day) => {
  vi.setSystemTime(Date.parse("2026-11-30T12:00:00Z"));
  expect(lastDay(end, timeZone)).toBe(day);
  vi.useRealTimers();
});

test("every language has all texts, and plurals contain the count", async () => {
  for (const language of ["en", "de", "es"]) {
    vi.resetModules();
    const { default: strings } = await import(`../src/viewer/i18n/${language}.ts`);
    const { default: downloads } = await import(`../src/downloads/i18n/${language}.ts`);
    expect(downloads.saving(2)).toContain("2");
    expect(strings.common.photos(1)).toMatch(/^1 [Ff]oto$|^1 photo$/);
  }
});
