import type { TadaDocumentNode } from "gql.tada";
import { setClock } from "./clock";
import { textOf } from "./graphql";
import { Problem, type ProblemCode } from "./problem";

const PATIENCE_MILLISECONDS = 30_000;

interface Answer<Result> {
  data?: Result | null;
  errors?: { extensions?: { code: ProblemCode; reason?: string; retryAfterSeconds?: number } }[];
}

/** Asks the API one thing. Throws Problem. */
export async function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  token: string | null = null,
): Promise<Result> {
  const { data, errors } = await send<Result>({ query: textOf(document), variables }, token);
  const extensions = errors?.[0]?.extensions;
  if (data && !errors) return data;
  throw new Problem(extensions?.code ?? "INTERNAL", extensions);
}

async function send<Result>(question: object, token: string | null): Promise<Answer<Result>> {
  const headers = new Headers({ "content-type": "application/json", accept: "application/json" });
  if (token) headers.set("authorization", `Bearer ${token}`);
  try {
    const body = JSON.stringify(question);
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const response = await fetch("/graphql", { method: "POST", headers, body, signal });
    setClock(response);
    // Whatever stands between us and the service answers in HTML.
    return await response.json().catch(() => ({}));
  } catch {
    throw new Problem("OFFLINE");
  }
}
