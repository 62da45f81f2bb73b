import { unsignedUrl } from "../api/signed-urls";
import { checkRecord, keptCache, locked, pictureCache } from "../offline/record";

/** Of one event. The oldest go first. */
const MAX_PICTURES = 400;
const MAX_BYTES = 40_000_000;
const MAX_PICTURE_BYTES = 4_000_000;

/** The bytes of each kept picture, oldest first. Null until read. */
let sizes: Map<string, number> | null = null;

export function forgetSizes() {
  sizes = null;
}

/** Keeps a picture that storage has signed, within the limits. */
export async function keepPicture(path: string, url: string, response: Response) {
  const key = unsignedUrl(url);
  if (key === url) return; // icons are not signed
  const body = await response.blob();
  if (body.size <= MAX_PICTURE_BYTES) await locked(() => put(path, key, body));
}

/** Undefined after the event's end, or if the time can't be told. */
export async function keptPicture(path: string, url: string): Promise<Response | undefined> {
  if ((await checkRecord(path)) !== "open") return undefined;
  return caches.match(unsignedUrl(url), { cacheName: pictureCache(path), ignoreVary: true });
}

async function put(path: string, key: string, body: Blob) {
  const pictures = await keptCache(pictureCache(path));
  if (!pictures) return; // the album was forgotten meanwhile
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
