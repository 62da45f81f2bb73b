import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

/** Where the service is. Empty: at the address of this page, as with the proxy of `npm run dev`. */
const SERVICE = import.meta.env.VITE_IMGSH ?? "";

/** One client, and so one cache, for each viewer token. */
export function clientFor(viewerToken?: string): ApolloClient {
  const authorization = viewerToken && `Bearer ${viewerToken}`;
  return new ApolloClient({
    link: ApolloLink.from([new HttpLink({ uri: `${SERVICE}/graphql`, headers: authorization ? { authorization } : {} })]),
    cache: new InMemoryCache({
      typePolicies: {
        Album: { fields: { photos: relayStylePagination(["orderBy", "direction"]) } },
        Rendition: { keyFields: false },
      },
    }),
  });
}
