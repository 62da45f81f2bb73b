import { type Question, read } from "./digest-task";

/** Reads and digests files beside the page, which stays smooth meanwhile. */
addEventListener("message", async ({ data }: MessageEvent<Question>) => postMessage(await read(data)));

// Answers nothing: the page hears that the worker is there.
postMessage("loaded");
