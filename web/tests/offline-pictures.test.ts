import { beforeEach, expect, test } from "vitest";
import { pictureCache } from "../src/offline/record";
import { forgetSizes, keepPicture } from "../src/offline-worker/pictures";

const PATH = "/anna/wedding";

let kept: Map<string, Response>;

beforeEach(() => {
  kept = new Map();
  forgetSizes();
  const pictures = {
    delete: async (url: string) => kept.delete(url),
    keys: async () => [...kept.keys()].map(url => ({ url })),
    match: async (url: string) => kept.get(url),
    put: async (url: string, response: Response) => void kept.set(url, response),
  };
  const caches = { has: async (name: string) => name === pictureCache(PATH), open: async () => pictures };
  Object.defineProperty(globalThis, "caches", { value: caches, configurable: true });
});

const keep = (number: number, bytes: number) =>
  keepPicture(PATH, `https://storage.test/${number}?signature=x`, new Response(new Uint8Array(bytes)));

const total = () => [...kept.values()].reduce((sum, { headers }) => sum + Number(headers.get("content-length")), 0);

test("of an event at most four hundred pictures are kept, the newest", async () => {
  for (let number = 0; number < 402; number++) await keep(number, 10);
  expect(kept.size).toBe(400);
  expect([...kept.keys()].slice(0, 1)).toEqual(["https://storage.test/2"]);
});

test("at most 40 MB are kept, also after the worker has restarted, and none of a picture above 4 MB", async () => {
  for (let number = 0; number < 6; number++) await keep(number, 3_900_000);
  forgetSizes();
  for (let number = 6; number < 12; number++) await keep(number, 3_900_000);
  await keep(12, 4_000_001);
  expect(total()).toBe(39_000_000);
  expect(kept.has("https://storage.test/11")).toBe(true);
  expect(kept.has("https://storage.test/12")).toBe(false);
});
