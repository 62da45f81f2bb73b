import { type FragmentOf, graphql, type ResultOf, type VariablesOf } from "../../api/graphql";
import { EVENT } from "../events/documents";

const PHOTO = graphql(`fragment SortedPhoto on Photo {
  id filename takenAt width height placeholder isCard thumbnail { url }
}`);

const SERIES = graphql(
  `fragment SeriesDetails on Series {
    id kind state photoCount startsAt endsAt cameraId lookId needsLook
    accessors { accessCode label }
    cards { ...SortedPhoto } firstPhotos { ...SortedPhoto } lastPhotos { ...SortedPhoto }
  }`,
  [PHOTO],
);

/** What one step of the review needs: the next questions, and what was published. */
const SUMMARY = graphql(
  `fragment SortingSummary on Sorting {
    version pendingPhotoCount cardCount questionCount seriesCount areCardsLast needsLookCount
    nextPublication { accessCodeCount photoCount everybodyPhotoCount removedPhotoCount }
    publications {
      id publishedAt undoneAt openedCount accessCodeCount photoCount everybodyPhotoCount removedPhotoCount
    }
    questions(first: 30) {
      nodes {
        id kind photoCount gapSeconds cameraId
        photo { ...SortedPhoto preview { url } }
        photosBefore { ...SortedPhoto } photosAfter { ...SortedPhoto }
        suggestions { accessCode label }
        series { ...SeriesDetails }
      }
    }
  }`,
  [PHOTO, SERIES],
);

export const SORTING = graphql(
  `query Sorting($id: ID!) {
    event(id: $id) { ...EventDetails cameras { id make model } sorting { ...SortingSummary } }
  }`,
  [EVENT, SUMMARY],
);

export const SERIES_PAGE = graphql(
  `query SortingSeries($id: ID!, $after: String) {
    event(id: $id) {
      sorting { version series(first: 100, after: $after) { nodes { ...SeriesDetails } pageInfo { hasNextPage endCursor } } }
    }
  }`,
  [SERIES],
);

export const UNSEEN = graphql(`query SortingUnseen($id: ID!, $after: String) {
  event(id: $id) {
    sorting { unseen(first: 100, after: $after) { nodes { accessCode label } pageInfo { hasNextPage endCursor } } }
  }
}`);

const CHANGES = graphql(`fragment SortingUndo on SortingChange {
  startSeries { photoId accessCodes everybody nobody isCard } noStart { photoId }
  assign { photoIds accessCodes everybody } release { photoIds }
  answer { questionId } unanswer { questionId } look { lookIds } unlook { lookIds } cardsLast
}`);

export const CHANGE = graphql(
  `mutation ChangeSorting($input: ChangeSortingInput!) {
    changeSorting(input: $input) {
      sorting { ...SortingSummary } undo { ...SortingUndo } userErrors { code message field }
    }
  }`,
  [SUMMARY, CHANGES],
);

export const PUBLISH = graphql(
  `mutation PublishSorting($input: PublishSortingInput!) {
    publishSorting(input: $input) {
      publication { id accessCodeCount photoCount everybodyPhotoCount } sorting { ...SortingSummary } userErrors { code message field }
    }
  }`,
  [SUMMARY],
);

export const UNDO_PUBLICATION = graphql(
  `mutation UndoPublication($input: UndoPublicationInput!) {
    undoPublication(input: $input) {
      publication { id } sorting { ...SortingSummary } userErrors { code message field }
    }
  }`,
  [SUMMARY],
);

export const ONE_SERIES = graphql(
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

export type SortedPhoto = FragmentOf<typeof PHOTO>;
export type SortedSeries = FragmentOf<typeof SERIES>;
export type SortingSummary = FragmentOf<typeof SUMMARY>;
export type Question = SortingSummary["questions"]["nodes"][number];
export type Publication = SortingSummary["publications"][number];
export type Change = VariablesOf<typeof CHANGE>["input"]["changes"][number];
export type SortingEvent = NonNullable<ResultOf<typeof SORTING>["event"]>;
/** A code with the name of its owner. */
export type Name = SortedSeries["accessors"][number];

type OneSeries = NonNullable<NonNullable<ResultOf<typeof ONE_SERIES>["event"]>["sorting"]["oneSeries"]>;
export type Assigned = OneSeries["assigned"][number];
