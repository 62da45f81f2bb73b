import { common } from "../../i18n/common";
import { locale } from "../../i18n/language";
import { duration } from "../../i18n/numbers";
import { nameOf } from "../codes/format-code";
import type { Name, Question, SortedSeries, SortingEvent } from "./documents";
import { words } from "./i18n/strings";
import { suggestionsOf } from "./questions";

export const listed = (names: readonly Name[]) => new Intl.ListFormat(locale).format(names.map(nameOf));

/** Whose a series is, in words. */
export function ownerOf({ kind, accessors }: SortedSeries): string {
  if (kind === "EVERYBODY") return words.forEverybody;
  if (accessors.length) return listed(accessors);
  if (kind === "UNREAD_CARD") return words.unreadCard;
  if (kind === "BEFORE_FIRST_CARD") return words.beforeFirstCard;
  return kind === "NO_CARDS" ? words.noCards : words.forNobody;
}

/** The model alone: makers repeat themselves in it. */
function cameraOf(cameraId: string | null, { cameras }: SortingEvent): string {
  const camera = cameras.find(({ id }) => id === cameraId);
  return camera?.model ?? camera?.make ?? words.unknownCamera;
}

/** How many photos a series has, when it begins, and which camera took it. */
export const factsOf = (series: SortedSeries, event: SortingEvent) =>
  [common.photos(series.photoCount), timeOf(series.startsAt, event.timeZone), cameraOf(series.cameraId, event)]
    .filter(Boolean)
    .join(" · ");

export function questionText(question: Question, event: SortingEvent): string {
  const { kind, series, gapSeconds, photoCount, cameraId } = question;
  const [other] = suggestionsOf(question);
  const asked = {
    name: series ? ownerOf(series) : other ? nameOf(other) : words.forNobody,
    other: other ? nameOf(other) : "",
    camera: cameraOf(cameraId, event),
    gap: duration(gapSeconds ?? 0),
    photos: common.photos(photoCount),
  };
  return words.ask[kind]?.(asked) ?? words.askUnknown;
}

const UNITS = [
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `4s`, `2m`, `1h`: where there is no room for more. */
export function shortGap(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ["second", 1];
  const options = { style: "unit", unit, unitDisplay: "narrow" } as const;
  return new Intl.NumberFormat(locale, options).format(Math.floor(seconds / size));
}

let clock: { zone: string; format: Intl.DateTimeFormat } | null = null;

/** `14:02:31`, in the event's time zone. Creating a format is slow, and all rows share one. */
export function timeOf(instant: string | null, zone: string): string {
  if (!instant) return "";
  if (clock?.zone !== zone)
    clock = { zone, format: new Intl.DateTimeFormat(locale, { timeStyle: "medium", timeZone: zone }) };
  return clock.format.format(new Date(instant));
}
