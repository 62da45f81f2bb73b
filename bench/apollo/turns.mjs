// Apollo's side of `bench.album`: prints the bytes of the answer, then for each number read from standard input the CPU
// milliseconds of one of so many answers.

import assert from "node:assert";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { handler } from "./whole.mjs";

const WARM_UP = 200;
const event = JSON.parse(process.env.BENCH_EVENT);
const answer = () => handler(event, {}, () => {});

const { body } = await answer();
const { nodes } = JSON.parse(body).data.album.photos;
assert.equal(new Set(nodes.flatMap((node) => [node.thumbnail.url, node.preview.url])).size, 200);
for (let request = 0; request < WARM_UP; request += 1) await answer();
console.log(JSON.stringify({ plain_bytes: Buffer.byteLength(body), gzip_bytes: gzipSync(body, { level: 1 }).length }));
for await (const line of createInterface({ input: process.stdin })) {
  const begun = process.cpuUsage();
  for (let request = 0; request < Number(line); request += 1) await answer();
  const { user, system } = process.cpuUsage(begun);
  console.log((user + system) / Number(line) / 1000);
}
