/** How far this device's clock is behind the server's, in milliseconds. */
let behindMilliseconds = 0;

/** The server's present, in milliseconds since 1970: a countdown is right on a device whose clock is wrong. */
export const now = () => Date.now() + behindMilliseconds;

/** Takes the time from a response. Its Date header tells whole seconds, so less than that is no difference. */
export function syncClock(response: Response) {
  const sentAt = Date.parse(response.headers.get("date") ?? "");
  const behind = sentAt - Date.now();
  if (Math.abs(behind) > 1500) behindMilliseconds = behind;
  else if (sentAt) behindMilliseconds = 0;
}
