import { type DigestTask, runDigestTask } from "./digest-task";

/** Digests files off the main thread. */
addEventListener("message", async ({ data }: MessageEvent<DigestTask>) => postMessage(await runDigestTask(data)));

// Tells the page that the worker has loaded.
postMessage("loaded");
