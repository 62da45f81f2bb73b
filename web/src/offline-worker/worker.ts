import { checkRecord, deletePhotos, type KeepMessage, keptPage, locked, pageCache } from "../offline/record";
import { forgetSizes, keepPicture, keptPicture } from "./pictures";

declare const self: ServiceWorkerGlobalScope;

/** On a network that hardly works, the kept page opens after this time. */
const PATIENCE_MILLISECONDS = 5000;

/** The page of one event, or the list of albums. A scope matches by prefix, so `/anna/wedding2` has to be excluded. */
const page = new URL(self.registration.scope).pathname;
const path = decodeURI(page.slice(1));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("message", event => {
  const { assets, pictures } = event.data as KeepMessage;
  event.waitUntil(keepPage(assets).then(() => keepPictures(pictures)));
});
self.addEventListener("fetch", event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.mode === "navigate") {
    if (pathname === page) event.respondWith(openPage(event));
  } else if (origin === self.location.origin && pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.destination === "image") event.respondWith(picture(event));
});

async function openPage(event: FetchEvent): Promise<Response> {
  event.waitUntil(deleteIfOver());
  const kept = await caches.match(page, { cacheName: pageCache(path), ignoreVary: true });
  const fresh = fetch(event.request);
  if (!kept) return fresh;
  const late = new Promise<Response>(resolve => setTimeout(() => resolve(kept), PATIENCE_MILLISECONDS));
  return Promise.race([fresh, late]).catch(() => kept);
}

async function deleteIfOver() {
  if ((await checkRecord(path)) === "over") await deletePhotos(path);
}

/** Its name contains a digest, so a kept one is right. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: pageCache(path), ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  const copy = response.clone();
  if (response.ok) await locked(async () => (await keptPage(path))?.put(request, copy));
  return response;
}

/** Requested by CORS: the size of an answer without it is hidden. */
async function picture(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const response = await fetch(new Request(request, { mode: "cors", credentials: "omit" })).catch(() => null);
  if (response?.ok) {
    event.waitUntil(keepPicture(path, request.url, response.clone()));
    return response;
  }
  return (await keptPicture(path, request.url)) ?? response ?? fetch(request);
}

async function keepPage(assets: readonly string[]) {
  forgetSizes(); // the page may have deleted pictures
  const fresh = await fetch(page, { cache: "no-cache" });
  const text = await fresh.clone().text();
  if (fresh.ok) await locked(() => replacePage(fresh, text));
  for (const each of assets) await asset(new Request(each));
}

async function replacePage(fresh: Response, text: string) {
  const pages = await keptPage(path);
  if (!pages) return; // the album was forgotten meanwhile
  const before = await (await pages.match(page, { ignoreVary: true }))?.text();
  if (before !== text)
    for (const { url } of await pages.keys()) if (new URL(url).pathname.startsWith("/assets/")) await pages.delete(url);
  await pages.put(page, fresh);
}

async function keepPictures(urls: readonly string[]) {
  for (const url of urls) {
    if (await keptPicture(path, url)) continue;
    // The browser has it from before without CORS, which can't be read.
    const response = await fetch(url, { mode: "cors", credentials: "omit", cache: "no-store" }).catch(() => null);
    if (response?.ok) await keepPicture(path, url, response);
  }
}
