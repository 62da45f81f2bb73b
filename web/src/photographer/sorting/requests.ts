import { pages, slices } from "../../api/pages";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import {
  type Assigned,
  CHANGE,
  type Change,
  type Name,
  ONE_SERIES,
  PUBLISH,
  SERIES_PAGE,
  SORTING,
  type SortedPhoto,
  type SortedSeries,
  type SortingSummary,
  UNDO_PUBLICATION,
  UNSEEN,
} from "./documents";

const MAX_CHANGES = 500;
const MAX_SERIES_READS = 3;
const MAX_PHOTOS_OF_SERIES = 2000;

/** Null if the event is gone. Throws Problem. */
export const readSorting = async (id: string) => (await requestSignedIn(SORTING, { id })).event;

/** All series of one version, in order of time. Throws Problem. */
export async function readSeries(id: string): Promise<{ version: string; series: SortedSeries[] }> {
  for (let reads = 1; ; reads++) {
    const series: SortedSeries[] = [];
    const versions = new Set<string>();
    const read = async (after: string | null) =>
      (await requestSignedIn(SERIES_PAGE, { id, after })).event?.sorting ?? null;
    for await (const page of pages(read, sorting => sorting.series)) {
      versions.add(page.version);
      series.push(...page.series.nodes);
    }
    const [version = ""] = versions;
    // Photos may arrive between two pages.
    if (versions.size <= 1 || reads === MAX_SERIES_READS) return { version, series };
  }
}

/** Names whose card is in no photo. Throws Problem. */
export async function readUnseen(id: string): Promise<Name[]> {
  const names: Name[] = [];
  const read = async (after: string | null) => (await requestSignedIn(UNSEEN, { id, after })).event?.sorting ?? null;
  for await (const { unseen } of pages(read, sorting => sorting.unseen)) names.push(...unseen.nodes);
  return names;
}

interface Changed {
  sorting: SortingSummary;
  /** Takes back what was changed. */
  undo: Change[];
}

/** Throws Problem. */
export async function changeSorting(eventId: string, changes: readonly Change[]): Promise<Changed> {
  const undo: Change[] = [];
  let sorting: SortingSummary | null = null;
  for (const some of slices(changes, MAX_CHANGES)) {
    const { changeSorting } = await requestSignedIn(CHANGE, { input: { eventId, changes: some } });
    sorting = unwrapPayload(changeSorting.sorting, changeSorting.userErrors);
    undo.unshift(...changeSorting.undo.map(asInput));
  }
  return { sorting: unwrapPayload(sorting), undo };
}

/** An output has null for each field that was not chosen; an input has exactly one field. */
const asInput = (change: object) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null)) as Change;

/** Publishes some series, or all. `publication` is null if nothing was left to publish. Throws Problem. */
export async function publishSorting(eventId: string, version: string, seriesIds: readonly string[] | null) {
  const input = { eventId, version, seriesIds: seriesIds && [...seriesIds] };
  const { publishSorting } = await requestSignedIn(PUBLISH, { input });
  const sorting = unwrapPayload(publishSorting.sorting, publishSorting.userErrors);
  return { publication: publishSorting.publication, sorting };
}

/** Throws Problem. */
export async function undoPublication(eventId: string, publicationId: string): Promise<SortingSummary> {
  const { undoPublication } = await requestSignedIn(UNDO_PUBLICATION, { input: { eventId, publicationId } });
  return unwrapPayload(undoPublication.sorting, undoPublication.userErrors);
}

export interface PhotosOfSeries {
  photos: readonly SortedPhoto[];
  /** Photos that were given to others one by one. */
  assigned: readonly Assigned[];
}

/** The photos of a series, without its cards, at most 2,000. Null if there is no such series now. Throws Problem. */
export async function readPhotosOf(id: string, seriesId: string): Promise<PhotosOfSeries | null> {
  const photos: SortedPhoto[] = [];
  let assigned: readonly Assigned[] | null = null;
  const read = async (after: string | null) =>
    (await requestSignedIn(ONE_SERIES, { id, seriesId, after })).event?.sorting.oneSeries ?? null;
  for await (const series of pages(read, each => each.photos)) {
    assigned = series.assigned;
    photos.push(...series.photos.nodes);
    if (photos.length >= MAX_PHOTOS_OF_SERIES) break;
  }
  return assigned && { photos, assigned };
}
