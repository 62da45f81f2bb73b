import type { TadaDocumentNode } from "gql.tada";
import { syncClock } from "./clock";
import { bodyOf, type PrefetchedRequest, post } from "./post";
import { Problem, type ProblemCode } from "./problem";

interface GraphQLResponse<Result> {
  data?: Result | null;
  errors?: { extensions?: { code: ProblemCode; reason?: string; retryAfterSeconds?: number } }[];
}

let prefetched: PrefetchedRequest | null = null;

/** Uses the response of this request for the first identical request. */
export function registerPrefetched(started: PrefetchedRequest) {
  prefetched = started;
}

/** Sends one operation to the API. Throws Problem. */
export async function request<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  token: string | null = null,
): Promise<Result> {
  const { data, errors } = await send<Result>(bodyOf(document, variables), token);
  const extensions = errors?.[0]?.extensions;
  if (data && !errors) return data;
  throw new Problem(extensions?.code ?? "INTERNAL", extensions);
}

async function send<Result>(body: string, token: string | null): Promise<GraphQLResponse<Result>> {
  const match = prefetched?.body === body && prefetched.token === token ? prefetched : null;
  if (match) prefetched = null;
  try {
    const response = await (match?.response ?? post(body, token));
    syncClock(response);
    // Proxies respond in HTML.
    return await response.json().catch(() => ({}));
  } catch {
    throw new Problem("OFFLINE");
  }
}
