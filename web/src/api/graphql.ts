import type { initGraphQLTada } from "gql.tada";
import type { introspection } from "./introspection";

interface Shape {
  introspection: introspection;
  scalars: { ByteCount: number; Date: string; DateTime: string };
  disableMasking: true;
}

/** At run time: the texts of the operation and its fragments. */
type Texts = ReadonlySet<string>;

const toDocument = (text: string, fragments: readonly Texts[] = []): Texts =>
  new Set([text, ...fragments.flatMap(texts => [...texts])]);

/** A document typed by the schema. The second argument lists the fragments it spreads. */
export const graphql = toDocument as unknown as ReturnType<typeof initGraphQLTada<Shape>>;

export const textOf = (document: unknown) => [...(document as Texts)].join("\n");

export type { FragmentOf, ResultOf, VariablesOf } from "gql.tada";
