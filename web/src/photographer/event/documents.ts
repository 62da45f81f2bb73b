import { type FragmentOf, graphql } from "../../api/graphql";
import { requestSignedIn } from "../../api/session";
import { EVENT, type EventDetails } from "../events/documents";

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

export interface EventPage {
  event: EventDetails;
  photos: readonly EventPhoto[];
  after: string | null;
}

const [FIRST_PHOTOS, MAX_PHOTOS] = [100, 500];

/** One page after another, in order of filename; nothing when the event is gone. Throws Problem. */
export async function* pagesOf(id: string): AsyncGenerator<EventPage> {
  for (let after: string | null = null; ; ) {
    const first = after === null ? FIRST_PHOTOS : MAX_PHOTOS;
    const { event }: { event: (EventDetails & { photos: Page<EventPhoto> }) | null } = await requestSignedIn(
      PHOTOS,
      {
        ...{ id, first, after },
      },
    );
    if (!event) return;
    after = next(event.photos);
    yield { event, photos: event.photos.nodes, after };
    if (after === null) return;
  }
}

/** The photos that are in no code's own list. Throws Problem. */
export async function unassignedIds(id: string): Promise<ReadonlySet<string>> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { event }: { event: { photos: Page<{ id: string }> } | null } = await requestSignedIn(UNASSIGNED, {
      id,
      after,
    });
    ids.push(...(event?.photos.nodes ?? []).map(photo => photo.id));
    after = event ? next(event.photos) : null;
    if (after === null) return new Set(ids);
  }
}

interface Page<Item> {
  nodes: readonly Item[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export const next = ({ pageInfo }: Page<unknown>) => (pageInfo.hasNextPage ? pageInfo.endCursor : null);
