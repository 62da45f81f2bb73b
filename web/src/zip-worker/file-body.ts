import type { ZipFile } from "../downloads/worker-messages";

const MAX_ATTEMPTS = 6;
const FIRST_BACKOFF_MILLISECONDS = 500;
const FORBIDDEN = 403;

interface FileBodyOptions {
  /** Requests a fresh URL of the file. */
  address: () => Promise<string>;
  signal: AbortSignal;
  onBytes: (count: number) => void;
}

/** Streams one file. Resumes with a range request after a network error. */
export class FileBody {
  readonly #file: ZipFile;
  readonly #options: FileBodyOptions;
  #url: string;
  #received = 0;
  #failures = 0;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;

  constructor(file: ZipFile, options: FileBodyOptions) {
    this.#file = file;
    this.#options = options;
    this.#url = file.url;
  }

  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream({ pull: controller => this.#pull(controller) }, { highWaterMark: 0 });
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>) {
    for (;;) {
      try {
        this.#reader ??= await this.#open();
        const { value, done } = await this.#reader.read();
        if (!done) return this.#take(value, controller);
        if (this.#received !== this.#file.sizeBytes) throw new TypeError("the file ended early");
        return controller.close();
      } catch (error) {
        this.#reader = null;
        if (this.#options.signal.aborted || ++this.#failures >= MAX_ATTEMPTS) throw error;
        await pause(FIRST_BACKOFF_MILLISECONDS * 2 ** this.#failures, this.#options.signal);
      }
    }
  }

  #take(chunk: Uint8Array, controller: ReadableStreamDefaultController<Uint8Array>) {
    this.#received += chunk.length;
    this.#failures = 0;
    this.#options.onBytes(chunk.length);
    controller.enqueue(chunk);
  }

  async #open() {
    let response = await this.#fetch();
    if (response.status === FORBIDDEN) {
      // URLs expire after an hour.
      this.#url = await this.#options.address();
      response = await this.#fetch();
    }
    const isWhole = this.#received ? response.status === 206 : response.ok;
    if (!isWhole || !response.body) throw new TypeError(`storage answered ${response.status}`);
    return response.body.getReader();
  }

  #fetch() {
    const headers = this.#received ? { range: `bytes=${this.#received}-` } : undefined;
    return fetch(this.#url, {
      headers,
      signal: this.#options.signal,
      credentials: "omit",
      cache: "no-store",
    });
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
