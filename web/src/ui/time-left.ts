const [MINUTE, HOUR, DAY] = [60, 3600, 86400];

/** When screen readers announce the time left, in seconds before the end. */
const THRESHOLDS_SECONDS = [7 * DAY, 3 * DAY, DAY, HOUR, 10 * MINUTE, MINUTE];

type Urgency = "calm" | "day" | "hour";

export const urgency = (seconds: number): Urgency => (seconds < HOUR ? "hour" : seconds < DAY ? "day" : "calm");

/** Milliseconds until the text changes: each minute above an hour, each second below. */
export function nextChange(milliseconds: number): number {
  const step = milliseconds > HOUR * 1000 ? MINUTE * 1000 : 1000;
  return Math.max(20, (milliseconds % step) + 5);
}

/** The last threshold passed, or null. */
export const threshold = (seconds: number) => THRESHOLDS_SECONDS.findLast(each => seconds <= each) ?? null;
