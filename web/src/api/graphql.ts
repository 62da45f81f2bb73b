import type { initGraphQLTada } from "gql.tada";
import type { introspection } from "./introspection";

interface Shape {
  introspection: introspection;
  scalars: { ByteCount: number; Date: string; DateTime: string };
  disableMasking: true;
}

/** At run time: the text of the operation, and of each fragment that it needs. */
type Texts = ReadonlySet<string>;

const toDocument = (text: string, fragments: readonly Texts[] = []): Texts =>
  new Set([text, ...fragments.flatMap(texts => [...texts])]);

/** Writes a document down, typed by the schema. Fragments that it spreads go into the second argument. */
export const graphql = toDocument as unknown as ReturnType<typeof initGraphQLTada<Shape>>;

export const textOf = (document: unknown) => [...(document as Texts)].join("\n");

export type { FragmentOf, ResultOf, VariablesOf } from "gql.tada";
