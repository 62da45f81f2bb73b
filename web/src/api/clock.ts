/** How far this device's clock is behind the server's. */
let behindMilliseconds = 0;
/** A time of the server that has passed, less the age of this page. Setting the device's clock back does not move it. */
let floor = Number.NEGATIVE_INFINITY;

/** The server's time in milliseconds since 1970, so that countdowns are right if the device's clock is wrong. */
export const now = () => Math.max(Date.now() + behindMilliseconds, floor + performance.now());

/** Reads the Date header of a response. It has whole seconds, so small differences are ignored. */
export function syncClock(response: Response) {
  const sentAt = Date.parse(response.headers.get("date") ?? "");
  const behind = sentAt - Date.now();
  if (!sentAt) return;
  resumeClock(Math.abs(behind) > 1500 ? behind : 0, sentAt);
}

/** Goes on with what an earlier page knew. `passed` is a time of the server. */
export function resumeClock(behind: number, passed: number) {
  behindMilliseconds = behind;
  floor = passed - performance.now();
}
