import type { Change, SortedSeries } from "./documents";

const SERIES_A_SCREEN = 24;

/** The series that are due for a last look, and those that are to be shown again. */
export const toLookAt = (series: readonly SortedSeries[], again: ReadonlySet<string>) =>
  series.filter(({ id, lookId, needsLook }) => lookId && (needsLook || again.has(id)));

/** Ids of the series that the next screen shows. */
export const nextLooks = (series: readonly SortedSeries[], again: ReadonlySet<string>): readonly string[] =>
  toLookAt(series, again)
    .slice(0, SERIES_A_SCREEN)
    .map(({ id }) => id);

/** The series after these changes. Looks change no version, so the series are not read again. */
export function lookedAt(series: readonly SortedSeries[], changes: readonly Change[]): readonly SortedSeries[] {
  const isLookedAt = new Map<string | null, boolean>();
  for (const { look, unlook } of changes) {
    for (const id of look?.lookIds ?? []) isLookedAt.set(id, true);
    for (const id of unlook?.lookIds ?? []) isLookedAt.set(id, false);
  }
  if (!isLookedAt.size) return series;
  return series.map(each => {
    const known = isLookedAt.get(each.lookId);
    return known === undefined ? each : { ...each, needsLook: !known && each.state !== "PUBLISHED" };
  });
}
