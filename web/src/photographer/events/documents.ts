import { type FragmentOf, graphql, type VariablesOf } from "../../api/graphql";
import { unwrapPayload } from "../../api/problem";
import { requestSignedIn } from "../../api/session";

export const EVENT = graphql(`fragment EventDetails on Event {
  id name publicUrl createdAt secondsToLive expiresAt photoCount totalBytes
  stripLocation watermark { text opacity position }
}`);

const EVENTS = graphql(
  `query Events($after: String) {
    me {
      storageBytes
      events(first: 50, after: $after) {
        nodes {
          ...EventDetails
          photos(first: 5) { nodes { id status placeholder width height thumbnail { url } } }
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

type Answer = Awaited<ReturnType<typeof page>>;
export type ListedEvent = Answer["events"]["nodes"][number];

const page = async (after: string | null) => unwrapPayload((await requestSignedIn(EVENTS, { after })).me);

/** All events that live, the newest first, and the storage that they take. Throws Problem. */
export async function listEvents(): Promise<{ events: ListedEvent[]; storageBytes: number }> {
  const events: ListedEvent[] = [];
  for (let after: string | null = null; ; ) {
    const { storageBytes, events: list }: Answer = await page(after);
    events.push(...list.nodes);
    after = list.pageInfo.endCursor;
    if (!list.pageInfo.hasNextPage) return { events, storageBytes };
  }
}

/** Throws Problem. */
export async function createEvent(input: VariablesOf<typeof CREATE>["input"]): Promise<EventDetails> {
  const { createEvent } = await requestSignedIn(CREATE, { input });
  return unwrapPayload(createEvent.event, createEvent.userErrors);
}

/** What is null stays as it is. Throws Problem. */
export async function updateEvent(input: VariablesOf<typeof UPDATE>["input"]): Promise<EventDetails> {
  const { updateEvent } = await requestSignedIn(UPDATE, { input });
  return unwrapPayload(updateEvent.event, updateEvent.userErrors);
}
