// The peer: the same album, written as most people would with Apollo Server and the AWS SDK, on the same tables.

import { ApolloServer } from "@apollo/server";
import { handlers, startServerAndCreateLambdaHandler } from "@as-integrations/aws-lambda";
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import jsonwebtoken from "jsonwebtoken";

const prefix = process.env.IMGSH_PREFIX;
const place = { endpoint: process.env.IMGSH_ENDPOINT_URL, region: process.env.IMGSH_REGION };
const secret = Buffer.from(process.env.BENCH_TOKEN_SECRET, "base64");
const dynamodb = new DynamoDBClient(place);
const s3 = new S3Client({ ...place, forcePathStyle: true });

async function get(table, key) {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: `${prefix}-${table}`, Key: key }));
  return unmarshall(Item);
}

const resolvers = {
  Query: {
    async album(_, __, { viewer }) {
      const event = await get("events", { event_id: { S: viewer.sub } });
      const accessor = await get("accessors", { event_id: { S: viewer.sub }, access_code: { S: viewer.code } });
      return { eventName: event.event_name, eventId: viewer.sub, images: [...accessor.images].sort() };
    },
  },
  Album: {
    async photos({ eventId, images }, { first }) {
      const names = images.slice(0, first);
      const Keys = names.map((filename) => ({ event_id: { S: eventId }, filename: { S: filename } }));
      const table = `${prefix}-photos`;
      const { Responses } = await dynamodb.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } }));
      const rows = Responses[table].map((item) => unmarshall(item));
      rows.sort((one, other) => (one.filename < other.filename ? -1 : 1));
      const nodes = rows.map((row) => ({
        id: `${row.event_id}/${row.filename}`,
        filename: row.filename,
        contentType: row.content_type,
        sizeBytes: row.size_bytes,
        width: row.width,
        height: row.height,
        placeholder: row.placeholder,
        key: `${row.user_id}/${row.event_id}/${row.filename}`,
      }));
      return { nodes, pageInfo: { hasNextPage: images.length > names.length, endCursor: nodes.at(-1).filename } };
    },
  },
  Photo: {
    thumbnail: ({ key }) => ({ key: `${key}/thumbnail` }),
    preview: ({ key }) => ({ key: `${key}/preview` }),
  },
  Rendition: {
    url: ({ key }) =>
      getSignedUrl(s3, new GetObjectCommand({ Bucket: `${prefix}-derived`, Key: key }), { expiresIn: 3600 }),
  },
};

async function context({ event }) {
  const token = event.headers.authorization.replace(/^Bearer /, "");
  return { viewer: jsonwebtoken.verify(token, secret, { algorithms: ["HS256"], audience: "viewer" }) };
}

export function handlerOf(typeDefs) {
  const server = new ApolloServer({ typeDefs, resolvers, introspection: false });
  return startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler(), { context });
}
