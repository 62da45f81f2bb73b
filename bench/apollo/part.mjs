// As much of the schema as the album needs.

import { handlerOf } from "./album.mjs";

const typeDefs = `#graphql
  type Rendition { url: String! }
  type Photo {
    id: ID!
    filename: String!
    contentType: String!
    sizeBytes: Int!
    width: Int!
    height: Int!
    placeholder: String!
    thumbnail: Rendition!
    preview: Rendition!
  }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type PhotoConnection { nodes: [Photo!]! pageInfo: PageInfo! }
  type Album { eventName: String! photos(first: Int = 100): PhotoConnection! }
  type Query { album: Album! }
`;

export const handler = handlerOf(typeDefs);
