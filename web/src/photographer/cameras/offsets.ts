const [MINUTE, HOUR, DAY] = [60, 3600, 86400];
const ZONE_STEP = 15 * MINUTE;
const HAND = /^([+\-−]?)(\d{1,6}):([0-5]?\d):([0-5]?\d)$/;

/** The parts of a duration that are not zero, largest first. */
export function parts(seconds: number): [number, "day" | "hour" | "minute" | "second"][] {
  const left = Math.abs(Math.round(seconds));
  return (
    [
      [Math.floor(left / DAY), "day"],
      [Math.floor((left % DAY) / HOUR), "hour"],
      [Math.floor((left % HOUR) / MINUTE), "minute"],
      [left % MINUTE, "second"],
    ] as [number, "day" | "hour" | "minute" | "second"][]
  ).filter(([value]) => value);
}

/** Whether a clock was set for another time zone, rather than wrong by some seconds. */
export const isOfZone = (seconds: number) => seconds !== 0 && seconds % ZONE_STEP === 0;

/** `+1:02:03` or `-0:00:37`, for a text field. */
export function toHand(seconds: number): string {
  const left = Math.abs(seconds);
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, "0");
  return `${seconds < 0 ? "-" : ""}${Math.floor(left / HOUR)}:${two((left % HOUR) / MINUTE)}:${two(left % MINUTE)}`;
}

/** The seconds that `toHand` or a person wrote. Null if it is no such text. */
export function fromHand(text: string): number | null {
  const [, sign, hours, minutes, seconds] = HAND.exec(text.trim()) ?? [];
  if (hours === undefined) return null;
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds);
  return sign && sign !== "+" ? -size || 0 : size;
}

interface Timed {
  takenAt: string | null;
}

/**
 * The offset of a camera whose `photo` shows the moment of `reference`, a photo of a camera whose clock is right.
 * `offsetSeconds` is the one that `photo` has now. Half seconds are rounded: cameras tell no more.
 */
export function offsetFrom(photo: Timed, reference: Timed, offsetSeconds: number): number {
  const milliseconds = Date.parse(reference.takenAt ?? "") - Date.parse(photo.takenAt ?? "");
  return offsetSeconds + Math.round(milliseconds / 1000);
}
