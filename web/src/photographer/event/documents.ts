import { type FragmentOf, graphql } from "../../api/graphql";
import { pages } from "../../api/pages";
import { requestSignedIn } from "../../api/session";
import { EVENT } from "../events/documents";

const PHOTO = graphql(`fragment EventPhoto on Photo {
  id filename contentType sizeBytes status rejection rejectionCode width height takenAt durationSeconds placeholder locationMayRemain
  isCard accessorCount accessors { accessCode label }
  thumbnail { url } preview { url width height } original { filename url downloadUrl }
  livePhotoVideo { filename contentType sizeBytes url downloadUrl }
}`);

const PHOTOS = graphql(
  `query EventPhotos($id: ID!, $first: Int!, $after: String) {
    event(id: $id) {
      ...EventDetails
      photos(first: $first, after: $after) { nodes { ...EventPhoto } pageInfo { hasNextPage endCursor } }
    }
  }`,
  [EVENT, PHOTO],
);

export type EventPhoto = FragmentOf<typeof PHOTO>;
export type PhotoRejection = NonNullable<EventPhoto["rejectionCode"]>;

const [FIRST_PHOTOS, MAX_PHOTOS] = [100, 500];

/** Yields the event with its photos page by page, ordered by capture time; nothing if it is gone. Throws Problem. */
export const pagesOf = (id: string) =>
  pages(
    async after => {
      const first = after === null ? FIRST_PHOTOS : MAX_PHOTOS;
      return (await requestSignedIn(PHOTOS, { id, first, after })).event;
    },
    ({ photos }) => photos,
  );
