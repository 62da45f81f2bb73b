import { type DigestTask, runDigestTask } from "./digest-task";

/** Reads and digests files beside the page, which stays smooth meanwhile. */
addEventListener("message", async ({ data }: MessageEvent<DigestTask>) =>
  postMessage(await runDigestTask(data)),
);

// Answers nothing: the page hears that the worker is there.
postMessage("loaded");
