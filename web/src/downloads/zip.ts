import { saveAttachment } from "./attachment";
import { bytesOf, type DownloadSource, type SavedFile } from "./file";
import { archiveName } from "./portable-names";
import { newTransfer, type Transfer, trackTransfer } from "./transfer";
import type { MessageToPage, MessageToWorker } from "./worker-messages";

const WORKER = "/worker.js";
/** Paths of ZIPs, served by the service worker only. */
const DOWNLOADS = "/downloads/";
/** Browsers stop a service worker after 30 seconds without events. */
const AWAKE_EVERY_MILLISECONDS = 10_000;

/** Streams a ZIP of known length from the service worker to the browser's downloads. */
export async function saveZip(files: readonly SavedFile[], source: DownloadSource) {
  const { port1: port, port2: far } = new MessageChannel();
  const post = (message: MessageToWorker) => port.postMessage(message);
  const update = trackTransfer({ ...newTransfer(files), cancel: () => post({ kind: "cancel" }) });
  const id = crypto.randomUUID();
  let awake = 0;
  const end = (change: Partial<Transfer>) => {
    clearInterval(awake);
    port.close();
    update(change);
  };
  port.onmessage = async ({ data }) => {
    const message = data as MessageToPage;
    switch (message.kind) {
      case "ready":
        return saveAttachment(DOWNLOADS + id);
      case "progress":
        return update({ bytes: message.bytes, files: message.files });
      case "address":
        return post({ ...message, url: await addressOf(files[message.index], source) });
      case "done":
        source.onSaved(files.map(file => file.id));
        return end({ phase: "done", files: files.length, bytes: bytesOf(files) });
      case "failed":
        return end({ phase: "failed", proceed: () => saveZip(files, source) });
    }
  };
  try {
    const worker = await activeWorker();
    const zip: MessageToWorker = {
      kind: "zip",
      id,
      name: archiveName(source.title),
      files: files.map(entry),
    };
    worker.postMessage(zip, [far]);
    // Messages through the port do not keep the worker alive.
    awake = setInterval(
      () => worker.postMessage({ kind: "awake" } satisfies MessageToWorker),
      AWAKE_EVERY_MILLISECONDS,
    );
  } catch {
    // Some browsers have no service workers in private windows.
    end({});
    await (await import("./archive")).saveArchive(files, source);
  }
}

/** Its scope is limited, so that no other request passes through it. */
async function activeWorker(): Promise<ServiceWorker> {
  const { active, waiting, installing } = await navigator.serviceWorker.register(WORKER, {
    scope: DOWNLOADS,
  });
  const worker = active ?? waiting ?? installing;
  if (!worker) throw new TypeError("there is no service worker");
  while (worker.state !== "activated") {
    if (worker.state === "redundant") throw new TypeError("the service worker was refused");
    await new Promise(resolve => worker.addEventListener("statechange", resolve, { once: true }));
  }
  return worker;
}

const entry = ({ name, sizeBytes, url, modified }: SavedFile) => ({ name, sizeBytes, url, modified });

/** Null if the service can't be reached. */
const addressOf = async (file: SavedFile | undefined, { renew }: DownloadSource) =>
  (file && (await renew(file.id).catch(() => null))?.url) ?? null;
