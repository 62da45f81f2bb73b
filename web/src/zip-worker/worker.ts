import type { MessageToWorker } from "../downloads/worker-messages";
import { Zip } from "./zip";

declare const self: ServiceWorkerGlobalScope;

/** Announced by a page, not fetched yet. */
const announced = new Map<string, Zip>();

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("message", ({ data, ports: [port] }) => {
  const message = data as MessageToWorker;
  if (message.kind !== "zip" || !port) return;
  const zip = new Zip(message.name, message.files, port);
  announced.set(message.id, zip);
  zip.post({ kind: "ready" });
});

self.addEventListener("fetch", event => {
  const id = new URL(event.request.url).pathname.split("/").at(-1) ?? "";
  const zip = announced.get(id);
  announced.delete(id);
  // 204 keeps the page: an unknown download must not replace the album.
  event.respondWith(zip ? zip.response() : new Response(null, { status: 204 }));
});
