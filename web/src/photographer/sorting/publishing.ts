import type { SortedSeries, SortingSummary } from "./documents";

/** Ids of the series that are new, or have other owners or another number of photos than before. */
export function changedSeries(before: readonly SortedSeries[], after: readonly SortedSeries[]): ReadonlySet<string> {
  const known = new Map(before.map(series => [series.id, outline(series)]));
  return new Set(after.filter(series => known.get(series.id) !== outline(series)).map(({ id }) => id));
}

const outline = ({ kind, photoCount, accessors, cards }: SortedSeries) =>
  JSON.stringify([kind, photoCount, cards.length, accessors.map(({ accessCode }) => accessCode).sort()]);

/** Why publishing has to wait, as a pair of numbers: those prepared, of how many. Null if it need not. */
export function waitingFor(photoCount: number, { pendingPhotoCount }: SortingSummary): [number, number] | null {
  if (!pendingPhotoCount) return null;
  const total = Math.max(photoCount, pendingPhotoCount);
  return [total - pendingPhotoCount, total];
}
