const [MINUTE, HOUR, DAY] = [60, 3600, 86400];

/** When the time left is told aloud, in seconds before the end. */
const THRESHOLDS_SECONDS = [7 * DAY, 3 * DAY, DAY, HOUR, 10 * MINUTE, MINUTE];

export type Urgency = "calm" | "day" | "hour";

export const urgency = (seconds: number): Urgency =>
  seconds < HOUR ? "hour" : seconds < DAY ? "day" : "calm";

/** Above an hour the last minute that began is shown, below it each second: how long that stays true, in ms. */
export function nextChange(milliseconds: number): number {
  const step = milliseconds > HOUR * 1000 ? MINUTE * 1000 : 1000;
  return Math.max(20, (milliseconds % step) + 5);
}

/** The threshold that was passed last; it changes only when another one is passed. */
export const threshold = (seconds: number) => THRESHOLDS_SECONDS.findLast(each => seconds <= each) ?? null;
