import { type FragmentOf, graphql, type ResultOf, type VariablesOf } from "../../api/graphql";
import { pages, slices } from "../../api/pages";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { EVENT } from "../events/documents";

const PHOTO = graphql(`fragment SortedPhoto on Photo {
  id filename takenAt width height placeholder isCard thumbnail { url }
}`);

const SERIES = graphql(
  `fragment SeriesDetails on Series {
    id kind state photoCount startsAt endsAt cameraId
    accessors { accessCode label }
    cards { ...SortedPhoto } firstPhotos { ...SortedPhoto } lastPhotos { ...SortedPhoto }
  }`,
  [PHOTO],
);

/** What one step of the review needs: the next questions, and what was published. */
const SUMMARY = graphql(
  `fragment SortingSummary on Sorting {
    version pendingPhotoCount cardCount questionCount seriesCount areCardsLast
    nextPublication { accessCodeCount photoCount everybodyPhotoCount removedPhotoCount }
    publications {
      id publishedAt undoneAt openedCount accessCodeCount photoCount everybodyPhotoCount removedPhotoCount
    }
    questions(first: 30) {
      nodes {
        id kind photoCount gapSeconds
        photo { ...SortedPhoto preview { url } }
        photosBefore { ...SortedPhoto } photosAfter { ...SortedPhoto }
        suggestions { accessCode label }
        series { ...SeriesDetails }
      }
    }
  }`,
  [PHOTO, SERIES],
);

const SORTING = graphql(
  `query Sorting($id: ID!) {
    event(id: $id) { ...EventDetails cameras { id make model } sorting { ...SortingSummary } }
  }`,
  [EVENT, SUMMARY],
);

const SERIES_PAGE = graphql(
  `query SortingSeries($id: ID!, $after: String) {
    event(id: $id) {
      sorting { version series(first: 100, after: $after) { nodes { ...SeriesDetails } pageInfo { hasNextPage endCursor } } }
    }
  }`,
  [SERIES],
);

const UNSEEN = graphql(`query SortingUnseen($id: ID!, $after: String) {
  event(id: $id) {
    sorting { unseen(first: 100, after: $after) { nodes { accessCode label } pageInfo { hasNextPage endCursor } } }
  }
}`);

const CHANGES = graphql(`fragment SortingUndo on SortingChange {
  startSeries { photoId accessCodes everybody nobody isCard } noStart { photoId }
  assign { photoIds accessCodes everybody } release { photoIds }
  answer { questionId } unanswer { questionId } cardsLast
}`);

const CHANGE = graphql(
  `mutation ChangeSorting($input: ChangeSortingInput!) {
    changeSorting(input: $input) {
      sorting { ...SortingSummary } undo { ...SortingUndo } userErrors { code message field }
    }
  }`,
  [SUMMARY, CHANGES],
);

const PUBLISH = graphql(
  `mutation PublishSorting($input: PublishSortingInput!) {
    publishSorting(input: $input) {
      publication { id accessCodeCount photoCount everybodyPhotoCount } sorting { ...SortingSummary } userErrors { code message field }
    }
  }`,
  [SUMMARY],
);

const UNDO_PUBLICATION = graphql(
  `mutation UndoPublication($input: UndoPublicationInput!) {
    undoPublication(input: $input) {
      publication { id } sorting { ...SortingSummary } userErrors { code message field }
    }
  }`,
  [SUMMARY],
);

export type SortedPhoto = FragmentOf<typeof PHOTO>;
export type SortedSeries = FragmentOf<typeof SERIES>;
export type SortingSummary = FragmentOf<typeof SUMMARY>;
export type Question = SortingSummary["questions"]["nodes"][number];
export type Publication = SortingSummary["publications"][number];
export type Change = VariablesOf<typeof CHANGE>["input"]["changes"][number];
export type SortingEvent = NonNullable<ResultOf<typeof SORTING>["event"]>;
/** A code with the name of its owner. */
export type Name = SortedSeries["accessors"][number];

const MAX_CHANGES = 500;
const MAX_SERIES_READS = 3;

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

const ONE_SERIES = graphql(
  `query OneSeries($id: ID!, $seriesId: ID!, $after: String) {
    event(id: $id) {
      sorting {
        oneSeries(id: $seriesId) {
          assigned { photos { id } everybody accessors { accessCode label } }
          photos(first: 200, after: $after) { nodes { ...SortedPhoto } pageInfo { hasNextPage endCursor } }
        }
      }
    }
  }`,
  [PHOTO],
);

type OneSeries = NonNullable<NonNullable<ResultOf<typeof ONE_SERIES>["event"]>["sorting"]["oneSeries"]>;
export type Assigned = OneSeries["assigned"][number];

const MAX_PHOTOS_OF_SERIES = 2000;

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
