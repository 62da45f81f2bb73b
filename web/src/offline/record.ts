/**
 * What a device keeps of one event, so that its album opens without a network until the event's end. It contains no
 * code, token or signature. Shared by the page and the service worker of the event.
 */
export interface OfflineRecord {
  /** When the event ends, in the server's milliseconds since 1970, as all times here. */
  expiresAt: number;
  /** How far the device's clock was behind the server's. */
  behindMilliseconds: number;
  /** A time that has certainly passed. */
  seenAt: number;
}

/** Sent to the service worker of an event or of the list of albums. */
export interface KeepMessage {
  /** Paths of the scripts and styles that the page has loaded. */
  assets: readonly string[];
  /** Signed URLs of pictures that were shown before the worker could see them. */
  pictures: readonly string[];
}

/** Clocks are corrected by a little now and then. */
const TOLERANCE_MILLISECONDS = 120_000;
/** Each note is a write. */
const NOTE_MILLISECONDS = 10_000;
const [PAGES, PICTURES] = ["imgsh.offline.", "imgsh.pictures."];
const LOCK = "imgsh.offline";
const RECORD = "/offline/record";
/** The details and photos of the album. */
export const LIST = "/offline/list";
/** The page that lists all albums. */
export const ALBUMS = "albums";

/** `path` is the event's `user_name/slug`, or ALBUMS. */
export const pageCache = (path: string) => PAGES + path;
export const pictureCache = (path: string) => PICTURES + path;

/**
 * Runs `act` while no other page or service worker of this device changes what is kept. Without it, whatever is being
 * kept while an album is forgotten would come back. `act` does not wait for the network.
 */
export const locked = <Result>(act: () => Promise<Result>): Promise<Result> => navigator.locks.request(LOCK, act);

/** The paths of which this device keeps something. */
export const keptPaths = async () =>
  (await caches.keys()).flatMap(name => (name.startsWith(PAGES) ? name.slice(PAGES.length) : []));

export const toJson = (value: unknown) =>
  new Response(JSON.stringify(value), { headers: { "content-type": "application/json" } });

/** Whether the event is over. "unknown": the clock was set back, so the time can't be told without a network. */
export function standingOf(record: OfflineRecord, deviceTime = Date.now()): "open" | "over" | "unknown" {
  const time = deviceTime + record.behindMilliseconds;
  if (Math.max(time, record.seenAt) >= record.expiresAt) return "over";
  return time < record.seenAt - TOLERANCE_MILLISECONDS ? "unknown" : "open";
}

export async function readRecord(path: string): Promise<OfflineRecord | null> {
  const found = await caches.match(RECORD, { cacheName: pageCache(path) });
  return found ? await found.json() : null;
}

export async function writeRecord(path: string, record: OfflineRecord) {
  await (await caches.open(pageCache(path))).put(RECORD, toJson(record));
}

/** The standing now. Notes the time, so that setting the clock back gains nothing. */
export function checkRecord(path: string) {
  return locked(async () => {
    const record = await readRecord(path);
    if (!record) return null;
    const standing = standingOf(record);
    const seenAt = Date.now() + record.behindMilliseconds;
    if (standing === "open" && seenAt - record.seenAt > NOTE_MILLISECONDS)
      await writeRecord(path, { ...record, seenAt });
    return standing;
  });
}

/** Deletes what only the album shows. The page itself remains, to say that the event is over. */
export async function deletePhotos(path: string) {
  await locked(async () => {
    await caches.delete(pictureCache(path));
    await (await keptPage(path))?.delete(LIST);
  });
}

/** The page's cache, undefined if it was forgotten. To be called while `locked`. */
export const keptPage = (path: string) => keptCache(pageCache(path));

export const keptCache = async (name: string) => ((await caches.has(name)) ? caches.open(name) : undefined);
