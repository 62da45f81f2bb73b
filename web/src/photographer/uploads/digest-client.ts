import { type Answer, type Question, read } from "./digest-task";

/** The file is gone from where it was chosen, or has changed since. */
export class Unreadable extends Error {}

/** A worker loads within a second, or a connection hangs. */
const LOADED_WITHIN_MILLISECONDS = 10_000;

interface Waiting {
  question: Question;
  resolve: (answer: Answer | Promise<Answer>) => void;
}

/**
 * Digests of files, made by a worker that is started with the first file. Where the worker does not load (a server
 * that is just being replaced, a blocker, a network that hangs) the page makes them itself.
 */
export class Reader {
  #worker: Worker | null = null;
  #isBroken = false;
  #waiting = new Map<number, Waiting>();
  #last = 0;

  /** How to know it again, and what it is by its content. Throws Unreadable. */
  async identify(file: File) {
    const { digest, contentType } = await this.#ask("identify", file);
    return { identity: digest ?? "", contentType: contentType ?? "" };
  }

  /** Base64; null for a file that is too large to be read twice. Throws Unreadable. */
  async sha256(file: File): Promise<string | null> {
    return (await this.#ask("sha256", file)).digest ?? null;
  }

  async #ask(means: Question["means"], file: File): Promise<Answer> {
    const question = { id: ++this.#last, means, file };
    const answer = await (this.#isBroken ? read(question) : this.#askWorker(question));
    if (answer.isUnreadable) throw new Unreadable();
    return answer;
  }

  #askWorker(question: Question): Promise<Answer> {
    return new Promise(resolve => {
      this.#waiting.set(question.id, { question, resolve });
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage(question);
      } catch {
        this.#giveUp();
      }
    });
  }

  #start() {
    const worker = new Worker(new URL("./digest-worker.ts", import.meta.url), { type: "module" });
    const timer = setTimeout(() => this.#giveUp(), LOADED_WITHIN_MILLISECONDS);
    worker.addEventListener("message", ({ data }: MessageEvent<Answer | string>) => {
      clearTimeout(timer);
      if (typeof data === "object") this.#take(data);
    });
    worker.addEventListener("error", () => {
      clearTimeout(timer);
      this.#giveUp();
    });
    return worker;
  }

  #take(answer: Answer) {
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
  }

  #giveUp() {
    this.#isBroken = true;
    this.#worker?.terminate();
    for (const { question, resolve } of this.#waiting.values()) resolve(read(question));
    this.#waiting.clear();
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
