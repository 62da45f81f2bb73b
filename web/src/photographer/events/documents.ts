import { type FragmentOf, graphql, type VariablesOf } from "../../api/graphql";
import { pages } from "../../api/pages";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";

export const EVENT = graphql(`fragment EventDetails on Event {
  id name publicUrl createdAt secondsToLive expiresAt photoCount totalBytes
  timeZone stripLocation watermark { text opacity position } everybodyCardUrl stopCardUrl
}`);

const EVENTS = graphql(
  `query Events($after: String) {
    me {
      storageBytes
      events(first: 50, after: $after) {
        nodes {
          ...EventDetails
          photos(first: 5, orderBy: FILENAME) { nodes { id status placeholder width height thumbnail { url } } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  [EVENT],
);

const CREATE = graphql(
  `mutation CreateEvent($input: CreateEventInput!) {
    createEvent(input: $input) { event { ...EventDetails } userErrors { code message field } }
  }`,
  [EVENT],
);

const UPDATE = graphql(
  `mutation UpdateEvent($input: UpdateEventInput!) {
    updateEvent(input: $input) { event { ...EventDetails } userErrors { code message field } }
  }`,
  [EVENT],
);

export type EventDetails = FragmentOf<typeof EVENT>;

const readEvents = async (after: string | null) => unwrapPayload((await requestSignedIn(EVENTS, { after })).me);
export type ListedEvent = Awaited<ReturnType<typeof readEvents>>["events"]["nodes"][number];

/** All current events, newest first, and the storage they use. Throws Problem. */
export async function listEvents(): Promise<{ events: ListedEvent[]; storageBytes: number }> {
  const listed: { events: ListedEvent[]; storageBytes: number } = { events: [], storageBytes: 0 };
  for await (const { storageBytes, events } of pages(readEvents, me => me.events)) {
    listed.events.push(...events.nodes);
    listed.storageBytes = storageBytes;
  }
  return listed;
}

/** Throws Problem. */
export async function createEvent(input: VariablesOf<typeof CREATE>["input"]): Promise<EventDetails> {
  const { createEvent } = await requestSignedIn(CREATE, { input });
  return unwrapPayload(createEvent.event, createEvent.userErrors);
}

/** Null leaves a field unchanged. Throws Problem. */
export async function updateEvent(input: VariablesOf<typeof UPDATE>["input"]): Promise<EventDetails> {
  const { updateEvent } = await requestSignedIn(UPDATE, { input });
  return unwrapPayload(updateEvent.event, updateEvent.userErrors);
}
