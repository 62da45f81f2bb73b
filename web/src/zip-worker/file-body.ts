import type { ZipFile } from "../downloads/worker-messages";

const ATTEMPTS = 6;
const FIRST_PAUSE_MILLISECONDS = 500;
const FORBIDDEN = 403;

interface Surroundings {
  /** Asks for a fresh address of the file. */
  address: () => Promise<string>;
  signal: AbortSignal;
  onBytes: (count: number) => void;
}

/** The bytes of one file. Where the network breaks off, they go on from there. */
export class FileBody {
  readonly #file: ZipFile;
  readonly #around: Surroundings;
  #url: string;
  #received = 0;
  #failures = 0;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;

  constructor(file: ZipFile, around: Surroundings) {
    this.#file = file;
    this.#around = around;
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
      } catch (fault) {
        this.#reader = null;
        if (this.#around.signal.aborted || ++this.#failures >= ATTEMPTS) throw fault;
        await pause(FIRST_PAUSE_MILLISECONDS * 2 ** this.#failures, this.#around.signal);
      }
    }
  }

  #take(chunk: Uint8Array, controller: ReadableStreamDefaultController<Uint8Array>) {
    this.#received += chunk.length;
    this.#failures = 0;
    this.#around.onBytes(chunk.length);
    controller.enqueue(chunk);
  }

  async #open() {
    let response = await this.#fetch();
    if (response.status === FORBIDDEN) {
      // Addresses end after an hour.
      this.#url = await this.#around.address();
      response = await this.#fetch();
    }
    const isWhole = this.#received ? response.status === 206 : response.ok;
    if (!isWhole || !response.body) throw new TypeError(`storage answered ${response.status}`);
    return response.body.getReader();
  }

  #fetch() {
    const headers = this.#received ? { range: `bytes=${this.#received}-` } : undefined;
    return fetch(this.#url, { headers, signal: this.#around.signal, credentials: "omit", cache: "no-store" });
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
