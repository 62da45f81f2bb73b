import type { TadaDocumentNode } from "gql.tada";
import { textOf } from "./graphql";

const TIMEOUT_MILLISECONDS = 30_000;

/** A request sent before the app loaded, by the script in the page's head. */
export interface PrefetchedRequest {
  body: string;
  token: string | null;
  response: Promise<Response>;
}

export const bodyOf = <Result, Variables>(document: TadaDocumentNode<Result, Variables>, variables: Variables) =>
  JSON.stringify({ query: textOf(document), variables });

/** Rejects without a response. */
export function post(body: string, token: string | null): Promise<Response> {
  const headers = new Headers({ "content-type": "application/json", accept: "application/json" });
  if (token) headers.set("authorization", `Bearer ${token}`);
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  return fetch("/graphql", { method: "POST", headers, body, signal });
}
