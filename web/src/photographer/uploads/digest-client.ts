import { type DigestResult, type DigestTask, runDigestTask } from "./digest-task";

/** The file is gone from where it was chosen, or has changed since. */
export class Unreadable extends Error {}

/** A worker loads within a second, or a connection hangs. */
const LOADED_WITHIN_MILLISECONDS = 10_000;

interface Pending {
  task: DigestTask;
  resolve: (result: DigestResult | Promise<DigestResult>) => void;
}

/**
 * Digests of files, made by a worker that is started with the first file. Where the worker does not load (a server
 * that is just being replaced, a blocker, a network that hangs) the page makes them itself.
 */
export class DigestClient {
  #worker: Worker | null = null;
  #hasFailed = false;
  #pending = new Map<number, Pending>();
  #last = 0;

  /** How to know it again, and what it is by its content. Throws Unreadable. */
  async identify(file: File) {
    const { digest, contentType } = await this.#run("identify", file);
    return { identity: digest ?? "", contentType: contentType ?? "" };
  }

  /** Base64; null for a file that is too large to be read twice. Throws Unreadable. */
  async sha256(file: File): Promise<string | null> {
    return (await this.#run("sha256", file)).digest ?? null;
  }

  async #run(kind: DigestTask["kind"], file: File): Promise<DigestResult> {
    const task = { id: ++this.#last, kind, file };
    const result = await (this.#hasFailed ? runDigestTask(task) : this.#runInWorker(task));
    if (result.isUnreadable) throw new Unreadable();
    return result;
  }

  #runInWorker(task: DigestTask): Promise<DigestResult> {
    return new Promise(resolve => {
      this.#pending.set(task.id, { task, resolve });
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage(task);
      } catch {
        this.#fallBack();
      }
    });
  }

  #start() {
    const worker = new Worker(new URL("./digest-worker.ts", import.meta.url), { type: "module" });
    const timer = setTimeout(() => this.#fallBack(), LOADED_WITHIN_MILLISECONDS);
    worker.addEventListener("message", ({ data }: MessageEvent<DigestResult | string>) => {
      clearTimeout(timer);
      if (typeof data === "object") this.#settle(data);
    });
    worker.addEventListener("error", () => {
      clearTimeout(timer);
      this.#fallBack();
    });
    return worker;
  }

  #settle(result: DigestResult) {
    this.#pending.get(result.id)?.resolve(result);
    this.#pending.delete(result.id);
  }

  #fallBack() {
    this.#hasFailed = true;
    this.#worker?.terminate();
    for (const { task, resolve } of this.#pending.values()) resolve(runDigestTask(task));
    this.#pending.clear();
  }
}

/** Whether the file can still be read: a request that fails does not tell this from a lost connection. */
export const isReadable = (file: File) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
