import { checkRecord, pictureCache, withoutQuery } from "../offline/record";

/** Of one event. The oldest go first. */
const MAX_PICTURES = 400;
const MAX_BYTES = 40_000_000;
const MAX_PICTURE_BYTES = 4_000_000;

/** The bytes of each kept picture, oldest first. Null until read. */
let sizes: Map<string, number> | null = null;
let queue: Promise<unknown> = Promise.resolve();

export function forgetSizes() {
  sizes = null;
}

/** Keeps a picture that storage has signed, within the limits. One at a time, so that none is exceeded. */
export function keepPicture(path: string, url: string, response: Response): Promise<unknown> {
  queue = queue.then(() => put(path, url, response)).catch(() => undefined);
  return queue;
}

/** Undefined after the event's end, or if the time can't be told. */
export async function keptPicture(path: string, url: string): Promise<Response | undefined> {
  if ((await checkRecord(path)) !== "open") return undefined;
  return caches.match(withoutQuery(url), { cacheName: pictureCache(path), ignoreVary: true });
}

async function put(path: string, url: string, response: Response) {
  const name = pictureCache(path);
  const key = withoutQuery(url);
  // Icons are not signed. Without a cache the album was forgotten meanwhile.
  if (key === url || !(await caches.has(name))) return;
  const body = await response.blob();
  if (body.size > MAX_PICTURE_BYTES) return;
  const pictures = await caches.open(name);
  sizes ??= await readSizes(pictures);
  sizes.delete(key);
  for (const oldest of sizes.keys()) {
    if (sizes.size < MAX_PICTURES && total(sizes) + body.size <= MAX_BYTES) break;
    sizes.delete(oldest);
    await pictures.delete(oldest);
  }
  const headers = { "content-type": body.type, "content-length": String(body.size) };
  await pictures.put(key, new Response(body, { headers }));
  sizes.set(key, body.size);
}

const total = (sizes: ReadonlyMap<string, number>) => [...sizes.values()].reduce((sum, size) => sum + size, 0);

async function readSizes(pictures: Cache): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { url } of await pictures.keys()) {
    const kept = await pictures.match(url);
    found.set(url, Number(kept?.headers.get("content-length")));
  }
  return found;
}
