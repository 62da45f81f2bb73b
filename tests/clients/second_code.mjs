// Opens the albums of two codes with one Apollo Client, and prints the labels of the albums that it showed for each.
import { readFileSync } from "node:fs";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";

const [origin, operations, publicUrl, ...accessCodes] = process.argv.slice(2);
const read = name => gql(readFileSync(`${operations}/${name}.graphql`, "utf8"));

async function shown({ byId }) {
  let token;
  const withToken = (uri, options) => {
    const headers = token ? { ...options.headers, authorization: `Bearer ${token}` } : options.headers;
    return fetch(uri, { ...options, headers });
  };
  const client = new ApolloClient({
    link: new HttpLink({ uri: `${origin}/graphql`, fetch: withToken }),
    cache: new InMemoryCache(),
  });
  const labels = [];
  for (const accessCode of accessCodes) {
    const input = { publicUrl, accessCode };
    const { data } = await client.mutate({ mutation: read("RedeemAccessCode"), variables: { input } });
    token = data.redeemAccessCode.viewerToken;
    const id = byId ? data.redeemAccessCode.album.id : null;
    const query = client.watchQuery({
      query: read("Album"),
      variables: { id, first: 10 },
      fetchPolicy: "cache-and-network",
    });
    const seen = [];
    await new Promise((resolve, reject) => {
      query.subscribe(({ data, error, loading }) => {
        if (error) reject(error);
        if (data?.album) seen.push(data.album.label);
        if (!loading) resolve();
      });
    });
    labels.push(seen);
  }
  return labels;
}

console.log(JSON.stringify({ byId: await shown({ byId: true }), byToken: await shown({ byId: false }) }));
process.exit(0);
