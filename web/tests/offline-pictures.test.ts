import { beforeEach, expect, test, vi } from "vitest";
import { pictureCache } from "../src/offline/record";
import { forgetSizes, keepPicture } from "../src/offline-worker/pictures";

const PATH = "/anna/wedding";

let kept: Map<string, Response>;
let names: Set<string>;

beforeEach(() => {
  kept = new Map();
  names = new Set([pictureCache(PATH)]);
  forgetSizes();
  const pictures = {
    delete: async (url: string) => kept.delete(url),
    keys: async () => [...kept.keys()].map(url => ({ url })),
    match: async (url: string) => kept.get(url),
    put: async (url: string, response: Response) => void kept.set(url, response),
  };
  const open = async (name: string) => names.add(name) && pictures;
  vi.stubGlobal("caches", { has: async (name: string) => names.has(name), open });
  vi.stubGlobal("navigator", { locks: { request: inTurn() } });
});

/** As the browser's locks: one after the other. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return (_: string, act: () => Promise<unknown>) => {
    last = last.then(act);
    return last;
  };
}

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

test("a picture that arrives after its album was forgotten does not bring the album back", async () => {
  let finish = () => {};
  const start = (stream: ReadableStreamDefaultController) => {
    finish = () => stream.close();
  };
  const body = new ReadableStream({ start });
  const keeping = keepPicture(PATH, "https://storage.test/late?signature=x", new Response(body));
  await new Promise(resolve => setTimeout(resolve));
  names.clear();
  finish();
  await keeping;
  expect([...names]).toEqual([]);
  expect(kept.size).toBe(0);
});
