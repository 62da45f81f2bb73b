import { now, resumeClock } from "../api/clock";
import { unsignedUrl } from "../api/signed-urls";
import type { Album, SavedAlbum } from "../viewer/album";
import type { AlbumDetails, AlbumPhoto } from "../viewer/documents";
import { isShared } from "../viewer/saved-codes";
import {
  ALBUMS,
  checkRecord,
  type KeepMessage,
  keptPaths,
  LIST,
  locked,
  pageCache,
  pictureCache,
  readRecord,
  standingOf,
  toJson,
  writeRecord,
} from "./record";

const WORKER = "/offline.js";
/** Those seen last. Each keeps at most the bytes that its worker allows. */
const MAX_ALBUMS = 6;
const MAX_FIRST_PICTURES = 60;
const NOTE_TIME_MILLISECONDS = 30_000;

let noting: ReturnType<typeof setInterval> | undefined;

const scopeOf = (path: string) => new URL(`/${encodeURI(path)}`, location.href).href;
const hasStorage = () => "serviceWorker" in navigator && "caches" in globalThis && "locks" in navigator;
const canKeep = () => hasStorage() && !isShared();

/** Keeps the album whenever its list is complete and has changed, until it ends. */
export async function keepAlbum({ publicUrl, store }: Album) {
  if (!canKeep()) return;
  let kept = "";
  const write = async () => {
    const { photos, isComplete, problem, ended } = store.value;
    const details = store.value.details.map(withoutPhotos);
    const summary = JSON.stringify([details, photos.map(({ id }) => id)]);
    if (!isComplete || problem || ended || isShared() || summary === kept) return false;
    kept = summary;
    await save(publicUrl, { details, photos });
    return true;
  };
  const keep = async () => {
    if (await locked(write)) await instruct(publicUrl, picturesOnScreen());
  };
  store.subscribe(() => void keep().catch(() => undefined));
  clearInterval(noting);
  noting = setInterval(() => void checkRecord(publicUrl), NOTE_TIME_MILLISECONDS);
  await keep();
  await keepHome();
}

/** Keeps the page that lists all albums. */
export async function keepHome() {
  if (!canKeep()) return;
  const isKept = await locked(async () => {
    if (isShared()) return false;
    await sweep();
    await caches.open(pageCache(ALBUMS));
    return true;
  });
  if (isKept) await instruct(ALBUMS, []);
}

/** What was kept of an album: null if nothing is, or if the time can't be told. */
export async function restore(publicUrl: string): Promise<SavedAlbum | "over" | null> {
  const standing = await checkRecord(publicUrl);
  const record = await readRecord(publicUrl);
  if (!record || standing === "unknown") return null;
  resumeClock(record.behindMilliseconds, record.seenAt);
  if (standing === "over") return "over";
  const list = await caches.match(LIST, { cacheName: pageCache(publicUrl) });
  return list ? await list.json() : null;
}

export async function forget(path: string) {
  if (hasStorage()) await locked(() => deleteKept(path));
}

export async function forgetAll() {
  if (!hasStorage()) return;
  await locked(async () => {
    for (const path of await keptPaths()) await deleteKept(path);
  });
}

async function deleteKept(path: string) {
  await Promise.all([caches.delete(pageCache(path)), caches.delete(pictureCache(path))]);
  for (const registration of await navigator.serviceWorker.getRegistrations())
    if (registration.scope === scopeOf(path)) await registration.unregister();
}

async function save(publicUrl: string, { details, photos }: SavedAlbum) {
  const [first] = details;
  if (!first) return;
  const pages = await caches.open(pageCache(publicUrl));
  await pages.put(LIST, toJson({ details, photos: photos.map(unsigned) }));
  await writeRecord(publicUrl, {
    expiresAt: Date.parse(first.expiresAt),
    behindMilliseconds: now() - Date.now(),
    seenAt: now(),
  });
  const pictures = await caches.open(pictureCache(publicUrl));
  const shown = new Set(photos.flatMap(photo => addresses(photo).map(unsignedUrl)));
  for (const { url } of await pictures.keys()) if (!shown.has(url)) await pictures.delete(url);
  await sweep();
}

const picturesOnScreen = () =>
  [...document.querySelectorAll<HTMLImageElement>(".tile img[data-loaded]")]
    .map(({ src }) => src)
    .slice(0, MAX_FIRST_PICTURES);

/** Forgets events that are over, and those beyond the limit. */
async function sweep() {
  const open: { path: string; seenAt: number }[] = [];
  for (const path of await keptPaths()) {
    const record = await readRecord(path);
    if (record && standingOf(record) !== "over") open.push({ path, seenAt: record.seenAt });
    else if (path !== ALBUMS) await deleteKept(path);
  }
  open.sort((one, other) => other.seenAt - one.seenAt);
  for (const { path } of open.slice(MAX_ALBUMS)) await deleteKept(path);
}

/** The worker of one page answers for no other: its scope is the path of the page. */
async function instruct(path: string, pictures: readonly string[]) {
  const { active, waiting, installing } = await navigator.serviceWorker.register(WORKER, { scope: scopeOf(path) });
  const assets = performance
    .getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/assets/"))
    .map(({ pathname }) => pathname);
  (installing ?? waiting ?? active)?.postMessage({ assets: [...new Set(assets)], pictures } satisfies KeepMessage);
}

const addresses = ({ thumbnail, preview }: AlbumPhoto) => [thumbnail?.url ?? "", preview?.url ?? ""];

/** Details that came with a page of photos still hold it. */
const withoutPhotos = (details: AlbumDetails & { photos?: unknown }): AlbumDetails => {
  const { photos: _, ...own } = details;
  return own;
};

/** Signatures open photos without a code for an hour: they are not kept. */
const unsigned = (photo: AlbumPhoto): AlbumPhoto =>
  JSON.parse(JSON.stringify(photo, (_, value: unknown) => (typeof value === "string" ? unsignedUrl(value) : value)));
