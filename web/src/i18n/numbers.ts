import { now } from "../api/clock";
import { locale } from "./language";

const [MINUTE, HOUR, DAY] = [60, 3600, 86400];
const UNITS = [
  ["day", DAY, "long"],
  ["hour", HOUR, "long"],
  ["minute", MINUTE, "short"],
  ["second", 1, "short"],
] as const;

/** By unit, digits and display: creating a format is 100 times slower than using it. */
const unitFormats = new Map<string, Intl.NumberFormat>();
/** Created on first use: all at once delayed the first screen on phones. */
const lazily = <T>(make: () => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};
const counts = lazily(() => new Intl.NumberFormat(locale));
const shares = lazily(() => new Intl.NumberFormat(locale, { style: "percent" }));
const plurals = lazily(() => new Intl.PluralRules(locale));
const days = lazily(() => new Intl.DateTimeFormat(locale, { dateStyle: "long" }));
const instants = lazily(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }));

/** `12,345`. */
export const count = (value: number) => counts().format(value);

/** The plural form, with `#` replaced by the count: `plural(2, "# photo", "# photos")`. */
export const plural = (value: number, one: string, other: string) =>
  (plurals().select(value) === "one" ? one : other).replace("#", count(value));

/** `22 November 2026`, in local time. */
export const day = (instant: string | number | Date) => days().format(new Date(instant));

/**
 * `6 December`, or `6 December 2027` in another year: the day that holds the last moment before `end`, in `timeZone` if
 * this browser knows it, else in local time.
 */
export function lastDay(end: string | number, timeZone?: string): string {
  const last = new Date(new Date(end).getTime() - 1);
  const year = last.getFullYear() === new Date(now()).getFullYear() ? undefined : "numeric";
  const options = { day: "numeric", month: "long", year } as const;
  try {
    return last.toLocaleDateString(locale, { ...options, timeZone });
  } catch {
    return last.toLocaleDateString(locale, options);
  }
}

/** `22 Nov 2026, 19:47`, in local time. */
export const instant = (value: string | number | Date) => instants().format(new Date(value));

/** `35 %` for 0.35. */
export const share = (part: number) => shares().format(part);

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** `4.1 GB`, in powers of 1000. */
export function size(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  return formatUnit(bytes / 1000 ** power, SIZES[power] ?? "byte", power > 1 ? 1 : 0);
}

/** A duration in its two largest units: `3 days 4 hours`, `4 min 9 sec`. */
export function duration(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const largest = left >= DAY ? 0 : left >= HOUR ? 1 : 2;
  return UNITS.slice(largest, largest + 2)
    .flatMap(([unit, size, display]) => {
      const value = Math.floor(left / size);
      left %= size;
      return value || unit === "second" ? formatUnit(value, unit, 0, display) : [];
    })
    .join(" ");
}

function formatUnit(value: number, unit: string, digits: number, unitDisplay: "long" | "short" = "short"): string {
  const name = `${unit} ${digits} ${unitDisplay}`;
  const options = { style: "unit", unit, unitDisplay, maximumFractionDigits: digits } as const;
  const format = unitFormats.get(name) ?? new Intl.NumberFormat(locale, options);
  unitFormats.set(name, format);
  return format.format(value);
}
