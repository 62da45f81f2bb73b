import { type FragmentOf, graphql } from "../../api/graphql";
import { pages } from "../../api/pages";
import { requestSignedIn } from "../../api/session";
import { EVENT } from "../events/documents";

const PHOTO = graphql(`fragment EventPhoto on Photo {
  id filename contentType sizeBytes status rejection rejectionCode width height takenAt durationSeconds placeholder locationMayRemain
  thumbnail { url } preview { url width height } original { filename url downloadUrl }
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

const UNASSIGNED = graphql(`query Unassigned($id: ID!, $after: String) {
  event(id: $id) {
    photos(first: 500, after: $after, filter: UNASSIGNED) { nodes { id } pageInfo { hasNextPage endCursor } }
  }
}`);

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

/** Ids of the photos in no code's own list. Throws Problem. */
export async function unassignedIds(id: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const read = async (after: string | null) => (await requestSignedIn(UNASSIGNED, { id, after })).event;
  for await (const { photos } of pages(read, event => event.photos))
    for (const photo of photos.nodes) ids.add(photo.id);
  return ids;
}
