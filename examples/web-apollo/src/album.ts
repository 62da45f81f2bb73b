import type { ApolloClient } from "@apollo/client";
import type { ResultOf } from "@graphql-typed-document-node/core";
import { clientFor } from "./client";
import { graphql } from "./gql";

const REDEEM = graphql(`
  mutation Redeem($input: RedeemAccessCodeInput!) {
    redeemAccessCode(input: $input) {
      viewerToken
      album { id }
      userErrors { message }
    }
  }
`);

const ALBUM = graphql(`
  query AlbumPage($id: ID!, $first: Int!, $after: String) {
    album(id: $id) {
      id
      eventName
      label
      photoCount
      photos(first: $first, after: $after) {
        edges {
          cursor
          node {
            id
            thumbnail { url }
            original { filename downloadUrl }
            preview { filename downloadUrl }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const PHOTOS_A_PAGE = 20;

export class OpenAlbum {
  readonly #client: ApolloClient;
  readonly #id: string;

  constructor(client: ApolloClient, id: string) {
    this.#client = client;
    this.#id = id;
  }

  /** Calls back with all photos read so far, now and after each `more`. */
  watch(show: (album: Album) => void, fail: (error: Error) => void): { more(): Promise<unknown> } {
    const query = this.#client.watchQuery({ query: ALBUM, variables: { id: this.#id, first: PHOTOS_A_PAGE } });
    query.subscribe(({ data, error, dataState }) => {
      if (error) fail(error);
      else if (dataState === "complete" && data.album) show(data.album);
    });
    return {
      more: () => {
        const { data, dataState } = query.getCurrentResult();
        const after = dataState === "complete" ? data.album?.photos.pageInfo.endCursor : undefined;
        return query.fetchMore({ variables: { after } });
      },
    };
  }
}

export type Album = NonNullable<ResultOf<typeof ALBUM>["album"]>;

/** Opens the album of a link such as https://photos.example/anna/wedding#ABC34D.Xk3…. Throws with a sentence. */
export async function openAlbum(link: string): Promise<OpenAlbum> {
  const { pathname, hash } = new URL(link);
  const [accessCode = "", linkKey] = hash.slice(1).split(".");
  const input = { publicUrl: pathname.slice(1), accessCode, linkKey };
  const { data } = await clientFor().mutate({ mutation: REDEEM, variables: { input } });
  const { viewerToken, album, userErrors } = data?.redeemAccessCode ?? { userErrors: [] };
  if (!viewerToken || !album) throw new Error(userErrors[0]?.message ?? "The album did not open.");
  return new OpenAlbum(clientFor(viewerToken), album.id);
}
