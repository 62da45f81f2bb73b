import { locale } from "../../i18n/language";
import type { Camera, ClockProposal } from "./documents";
import { words } from "./i18n/strings";
import { isOfZone, parts } from "./offsets";

/** `Nikon Z 6`: many models begin with the maker's name already. */
export function cameraName({ make, model }: Camera): string {
  const [maker = ""] = (make ?? "").split(" ");
  if (!model) return make ?? words.unknownCamera;
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`;
}

/** `1 hr 37 sec`. */
const exactDuration = (seconds: number) =>
  parts(seconds)
    .map(([value, unit]) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value))
    .join(" ");

/** `37 sec slow`, or `+2 hr` for a clock of another time zone. */
export function offsetText(seconds: number): string {
  if (!seconds) return words.right;
  const time = exactDuration(seconds);
  if (isOfZone(seconds)) return `${seconds > 0 ? "+" : "−"}${time}`;
  return seconds > 0 ? words.slow(time) : words.fast(time);
}

/** Why an offset is proposed. */
export function reasonText({ basis, matches, spreadSeconds }: ClockProposal): string {
  const reason = words.reasons[basis](matches);
  return matches > 1 && spreadSeconds >= 1 ? `${reason} ${words.spread(exactDuration(spreadSeconds))}` : reason;
}

type Style = Pick<Intl.DateTimeFormatOptions, "month" | "day" | "hour" | "minute" | "second" | "year">;

const MOMENT: Style = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", second: "2-digit" };
const WITH_YEAR: Style = { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };

const formats = new Map<string, Intl.DateTimeFormat>();

function format(style: Style, timeZone: string): Intl.DateTimeFormat {
  const key = `${timeZone} ${style === MOMENT}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...style, timeZone });
  formats.set(key, known);
  return known;
}

/** `20 Jun, 14:03:27` in the event's time zone. */
export const moment = (instant: string, timeZone: string) => format(MOMENT, timeZone).format(new Date(instant));

/** `20 Jun 2026, 14:03 – 23:40` in the event's time zone. */
export const rangeText = (first: string, last: string, timeZone: string) =>
  format(WITH_YEAR, timeZone).formatRange(new Date(first), new Date(last));
