const [MINUTE, HOUR, DAY] = [60, 3600, 86400];
const URGENT_SECONDS = 2 * DAY;

/** When screen readers announce the time left, in seconds before the end. */
const THRESHOLDS_SECONDS = [URGENT_SECONDS, DAY, HOUR, 10 * MINUTE, MINUTE];

type Urgency = "calm" | "days" | "hour";

/** The day is enough while the end is calm. */
export const urgency = (seconds: number): Urgency =>
  seconds < HOUR ? "hour" : seconds <= URGENT_SECONDS ? "days" : "calm";

/** Milliseconds until the text changes: at the first threshold, then each minute, in the last hour each second. */
export function nextChange(milliseconds: number): number {
  const calm = milliseconds - URGENT_SECONDS * 1000;
  if (calm > 0) return Math.min(calm + 5, DAY * 1000);
  const step = milliseconds > HOUR * 1000 ? MINUTE * 1000 : 1000;
  return Math.max(20, (milliseconds % step) + 5);
}

/** The last threshold passed, or Infinity. */
export const threshold = (seconds: number) => THRESHOLDS_SECONDS.findLast(each => seconds <= each) ?? Infinity;
