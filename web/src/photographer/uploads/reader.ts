/** To the worker that reads files. */
export interface Question {
  id: number;
  means: "identify" | "sha256";
  file: File;
}

/** From it. */
export interface Answer {
  id: number;
  digest?: string | null;
  contentType?: string;
  isUnreadable?: boolean;
}

/** The file is gone from where it was chosen, or has changed since. */
export class Unreadable extends Error {}

/** Digests of files, made by a worker that is started with the first file. */
export class Reader {
  #worker: Worker | null = null;
  #waiting = new Map<number, (answer: Answer) => void>();
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
    this.#worker ??= this.#start();
    const id = ++this.#last;
    const answered = new Promise<Answer>(resolve => this.#waiting.set(id, resolve));
    this.#worker.postMessage({ id, means, file } satisfies Question);
    const answer = await answered;
    if (answer.isUnreadable) throw new Unreadable();
    return answer;
  }

  #start() {
    const worker = new Worker(new URL("./digest-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    });
    return worker;
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
