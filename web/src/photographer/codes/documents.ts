import { type FragmentOf, graphql } from "../../api/graphql";
import { Problem, unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";
import { next } from "../event/documents";
import { EVENT, type EventDetails } from "../events/documents";

const ACCESSOR = graphql(`fragment AccessorDetails on Accessor {
  accessCode label allPhotos createdAt firstOpenedAt lastOpenedAt openCount downloadCount url photoCount
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

/** An access code, and the cursor behind the one before it: where it is found in the list. */
export interface ListedAccessor extends Accessor {
  before: string | null;
}

export interface Codes {
  event: EventDetails;
  accessors: readonly ListedAccessor[];
}

type Page = Awaited<ReturnType<typeof page>>;
const page = async (id: string, after: string | null) => (await requestSignedIn(LIST, { id, after })).event;

/** All codes of an event; null when the event is gone. Throws Problem. */
export async function listCodes(id: string): Promise<Codes | null> {
  const accessors: ListedAccessor[] = [];
  for (let after: string | null = null; ; ) {
    const event: Page = await page(id, after);
    if (!event) return null;
    for (const { cursor, node } of event.accessors.edges) {
      accessors.push({ ...node, before: after });
      after = cursor;
    }
    if (!event.accessors.pageInfo.hasNextPage) return { event, accessors };
  }
}

/** The photos in a code's own list. Throws Problem. */
export async function idsOfCode(
  id: string,
  { accessCode, before }: ListedAccessor,
): Promise<ReadonlySet<string>> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { event }: { event: { accessors: { nodes: readonly CodePhotos[] } } | null } =
      await requestSignedIn(PHOTOS_OF_CODE, {
        ...{ id, before, after },
      });
    const [own] = event?.accessors.nodes ?? [];
    // Another device has issued or revoked a code meanwhile: the list has to be read anew.
    if (own?.accessCode !== accessCode) throw new Problem("NOT_FOUND");
    ids.push(...own.photos.nodes.map(photo => photo.id));
    after = next(own.photos);
    if (after === null) return new Set(ids);
  }
}

interface CodePhotos {
  accessCode: string;
  photos: { nodes: readonly { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

interface NewCode {
  eventId: string;
  label: string;
  photoIds: readonly string[];
  allPhotos: boolean;
}

/** Throws Problem. */
export async function issueCode({ photoIds, ...code }: NewCode): Promise<Accessor> {
  const { issueAccessCode } = await requestSignedIn(ISSUE, { input: { ...code, photoIds: [...photoIds] } });
  return unwrapPayload(issueAccessCode.accessor, issueAccessCode.userErrors);
}

const MAX_CODES_AT_ONCE = 500;

/** One code for each label, "" for one without; none opens any photo yet. Throws Problem. */
export async function issueCodes(eventId: string, labels: readonly string[]): Promise<readonly Accessor[]> {
  const issued: Accessor[] = [];
  for (let start = 0; start < labels.length; start += MAX_CODES_AT_ONCE) {
    const input = { eventId, labels: labels.slice(start, start + MAX_CODES_AT_ONCE) };
    const { issueAccessCodes } = await requestSignedIn(ISSUE_MANY, { input });
    issued.push(...unwrapPayload(issueAccessCodes.accessors, issueAccessCodes.userErrors));
  }
  return issued;
}

interface Change {
  eventId: string;
  accessCode: string;
  label?: string;
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
