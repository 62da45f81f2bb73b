import { now } from "../../api/clock";

const DAY_SECONDS = 86_400;
const [MIN_SECONDS, MAX_SECONDS] = [3600, 365 * DAY_SECONDS];

/** Choices for the lifetime of a new event, in days. */
export const LIFETIMES_DAYS = [1, 3, 7, 14, 30, 90, 180, 365] as const;
export const DEFAULT_LIFETIME_DAYS = 7;

export const MAX_NAME_CHARACTERS = 100;

/** An instant as a `datetime-local` input takes it: local time, `2026-11-22T19:47`. */
export function localMinute(instant: number): string {
  const shifted = new Date(instant - new Date(instant).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The earliest and latest allowed end of an event, in local time. */
export function endOptions(createdAt: string): { min: string; max: string } {
  const created = Date.parse(createdAt);
  const first = Math.max(now() + 60_000, created + MIN_SECONDS * 1000);
  return { min: localMinute(first), max: localMinute(created + MAX_SECONDS * 1000) };
}

/** The lifetime in seconds for this local end. Unchanged to the second if the input was not edited. */
export function secondsUntil(end: string, { createdAt, expiresAt, secondsToLive }: Lifetime): number {
  if (end === localMinute(Date.parse(expiresAt))) return secondsToLive;
  return Math.round((Date.parse(end) - Date.parse(createdAt)) / 1000);
}

interface Lifetime {
  createdAt: string;
  expiresAt: string;
  secondsToLive: number;
}

/** The end extended by some days, at most to the maximum lifetime, in local time. */
export function extendedEnd({ createdAt, expiresAt }: Lifetime, days: number): string {
  const latest = Date.parse(createdAt) + MAX_SECONDS * 1000;
  return localMinute(Math.min(latest, Date.parse(expiresAt) + days * DAY_SECONDS * 1000));
}
