/** How far this device's clock is behind the server's. */
let behindMilliseconds = 0;

/** The server's time in milliseconds since 1970, so that countdowns are right if the device's clock is wrong. */
export const now = () => Date.now() + behindMilliseconds;

/** Reads the Date header of a response. It has whole seconds, so small differences are ignored. */
export function syncClock(response: Response) {
  const sentAt = Date.parse(response.headers.get("date") ?? "");
  const behind = sentAt - Date.now();
  if (Math.abs(behind) > 1500) behindMilliseconds = behind;
  else if (sentAt) behindMilliseconds = 0;
}
