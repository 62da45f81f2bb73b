import { type DigestResult, type DigestTask, runDigestTask } from "./digest-task";

/** The file was moved, deleted or changed. */
export class Unreadable extends Error {}

/** A worker normally loads within a second. */
const LOADED_WITHIN_MILLISECONDS = 10_000;

interface Pending {
  task: DigestTask;
  resolve: (result: DigestResult | Promise<DigestResult>) => void;
}

/**
 * Digests files in a worker, which starts with the first file. If the worker does not load (a deployment, a blocker, a
 * stalled network), the page digests them itself.
 */
export class DigestClient {
  #worker: Worker | null = null;
  #hasFailed = false;
  #pending = new Map<number, Pending>();
  #last = 0;

  /** Returns the file's identity and content type, and whether it has more pixels than are taken. Throws Unreadable. */
  async identify(file: File) {
    const { digest, contentType, isTooManyPixels } = await this.#run("identify", file);
    return { identity: digest ?? "", contentType: contentType ?? "", isTooManyPixels: isTooManyPixels ?? false };
  }

  /** Base64. Null for a file that is too large to be read twice. Throws Unreadable. */
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

/** Whether the file is readable: a failed request does not distinguish this from a lost connection. */
export const isReadable = (file: File) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
