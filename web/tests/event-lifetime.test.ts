import { expect, test, vi } from "vitest";
import { endOptions, extendedEnd, localMinute, secondsUntil } from "../src/photographer/events/event-lifetime";

const DAY_SECONDS = 86_400;
const CREATED = "2026-11-22T19:47:03.250Z";
const endingAfter = (secondsToLive: number) => ({
  createdAt: CREATED,
  secondsToLive,
  expiresAt: new Date(Date.parse(CREATED) + secondsToLive * 1000).toISOString(),
});

test("an unedited end is unchanged to the second", () => {
  const event = endingAfter(777_777);
  expect(secondsUntil(localMinute(Date.parse(event.expiresAt)), event)).toBe(777_777);
});

test("an edited end is exact to the minute", () => {
  const event = endingAfter(7 * DAY_SECONDS);
  const seconds = secondsUntil(extendedEnd(event, 7), event);
  expect(14 * DAY_SECONDS - seconds).toSatisfy((missing: number) => missing >= 0 && missing < 60);
});

test("no extension exceeds the maximum lifetime", () => {
  const event = endingAfter(364 * DAY_SECONDS);
  expect(extendedEnd(event, 30)).toBe(endOptions(CREATED).max);
  expect(secondsUntil(extendedEnd(event, 30), event)).toBeLessThanOrEqual(365 * DAY_SECONDS);
});

test("an event can end neither in the past nor within an hour of its creation", () => {
  vi.setSystemTime(Date.parse(CREATED) + 5000);
  expect(endOptions(CREATED).min).toBe(localMinute(Date.parse(CREATED) + 3600_000));
  vi.setSystemTime(Date.parse(CREATED) + DAY_SECONDS * 1000);
  expect(endOptions(CREATED).min).toBe(localMinute(Date.parse(CREATED) + DAY_SECONDS * 1000 + 60_000));
  vi.useRealTimers();
});
