import { type FragmentOf, graphql } from "../../api/graphql";
import { pages, slices } from "../../api/pages";
import { Problem, unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { EVENT, type EventDetails } from "../events/documents";

const ACCESSOR = graphql(`fragment AccessorDetails on Accessor {
  accessCode label email group allPhotos createdAt firstOpenedAt lastOpenedAt openCount downloadCount url cardUrl photoCount
}`);

const LIST = graphql(
  `query Codes($id: ID!, $after: String) {
    event(id: $id) {
      ...EventDetails
      accessors(first: 100, after: $after) {
        edges { cursor node { ...AccessorDetails } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  [EVENT, ACCESSOR],
);

const PHOTOS_OF_CODE = graphql(`query PhotosOfCode($id: ID!, $before: String, $after: String) {
  event(id: $id) {
    accessors(first: 1, after: $before) {
      nodes { accessCode photos(first: 500, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
    }
  }
}`);

const ISSUE = graphql(
  `mutation IssueCode($input: IssueAccessCodeInput!) {
    issueAccessCode(input: $input) { accessor { ...AccessorDetails } userErrors { code message field } }
  }`,
  [ACCESSOR],
);

const ISSUE_MANY = graphql(
  `mutation IssueCodes($input: IssueAccessCodesInput!) {
    issueAccessCodes(input: $input) { accessors { ...AccessorDetails } userErrors { code message field } }
  }`,
  [ACCESSOR],
);

const UPDATE = graphql(
  `mutation UpdateCode($input: UpdateAccessCodeInput!) {
    updateAccessCode(input: $input) { accessor { ...AccessorDetails } userErrors { code message field } }
  }`,
  [ACCESSOR],
);

const REVOKE = graphql(`mutation RevokeCode($input: RevokeAccessCodeInput!) {
  revokeAccessCode(input: $input) { deletedIds userErrors { code message } }
}`);

export type Accessor = FragmentOf<typeof ACCESSOR>;

/** An access code, with the cursor that precedes it in the list. */
export interface ListedAccessor extends Accessor {
  before: string | null;
}

export interface Codes {
  event: EventDetails;
  accessors: readonly ListedAccessor[];
}

/** All codes of an event. Null if the event is gone. Throws Problem. */
export async function listCodes(id: string): Promise<Codes | null> {
  const accessors: ListedAccessor[] = [];
  let event: EventDetails | null = null;
  let before: string | null = null;
  const read = async (after: string | null) => (await requestSignedIn(LIST, { id, after })).event;
  for await (const page of pages(read, each => each.accessors)) {
    event = page;
    for (const { cursor, node } of page.accessors.edges) {
      accessors.push({ ...node, before });
      before = cursor;
    }
  }
  return event && { event, accessors };
}

/** Ids of the photos in a code's own list. Throws Problem. */
export async function idsOfCode(id: string, { accessCode, before }: ListedAccessor): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const read = async (after: string | null) => {
    const { event } = await requestSignedIn(PHOTOS_OF_CODE, { id, before, after });
    const [code] = event?.accessors.nodes ?? [];
    // Another device has changed the list of codes since.
    if (code?.accessCode !== accessCode) throw new Problem("NOT_FOUND");
    return code.photos;
  };
  for await (const { nodes } of pages(read, photos => photos)) for (const photo of nodes) ids.add(photo.id);
  return ids;
}

interface Person {
  label: string;
  email: string;
  group: string;
}

interface NewCode extends Person {
  eventId: string;
  photoIds: readonly string[];
  allPhotos: boolean;
}

/** Throws Problem. */
export async function issueCode({ photoIds, ...code }: NewCode): Promise<Accessor> {
  const { issueAccessCode } = await requestSignedIn(ISSUE, { input: { ...code, photoIds: [...photoIds] } });
  return unwrapPayload(issueAccessCode.accessor, issueAccessCode.userErrors);
}

const MAX_CODES_AT_ONCE = 500;

/** Creates one code per person; without values it is for a blank card. They open no photos yet. Throws Problem. */
export async function issueCodes(
  eventId: string,
  people: readonly Person[],
  onProgress: (created: number) => void,
): Promise<readonly Accessor[]> {
  const issued: Accessor[] = [];
  for (const some of slices(people, MAX_CODES_AT_ONCE)) {
    const input = { eventId, labels: [], people: some.map(({ label, email, group }) => ({ label, email, group })) };
    const { issueAccessCodes } = await requestSignedIn(ISSUE_MANY, { input });
    issued.push(...unwrapPayload(issueAccessCodes.accessors, issueAccessCodes.userErrors));
    onProgress(issued.length);
  }
  return issued;
}

interface Change {
  eventId: string;
  accessCode: string;
  label?: string;
  email?: string;
  group?: string;
  allPhotos?: boolean;
  addPhotoIds?: string[];
  removePhotoIds?: string[];
}

/** Throws Problem. */
export async function updateCode(input: Change): Promise<Accessor> {
  const { updateAccessCode } = await requestSignedIn(UPDATE, { input });
  return unwrapPayload(updateAccessCode.accessor, updateAccessCode.userErrors);
}

/** Throws Problem. */
export async function revokeCode(eventId: string, accessCode: string) {
  const { revokeAccessCode } = await requestSignedIn(REVOKE, { input: { eventId, accessCode } });
  unwrapPayload(revokeAccessCode.deletedIds, revokeAccessCode.userErrors);
}
