import { makeZip, predictLength } from "client-zip";
import type { MessageToPage, MessageToWorker, ZipFile } from "../downloads/worker-messages";
import { FileBody } from "./file-body";

const PROGRESS_EVERY_MILLISECONDS = 200;

/** Streams one ZIP: fetches photos one after another, at the speed of the browser's download. */
export class Zip {
  readonly #name: string;
  readonly #files: readonly ZipFile[];
  readonly #port: MessagePort;
  readonly #stop = new AbortController();
  readonly #pendingAddresses = new Map<number, (url: string | null) => void>();
  #bytes = 0;
  #filesDone = 0;
  #progressTimer = 0;

  constructor(name: string, files: readonly ZipFile[], port: MessagePort) {
    this.#name = name;
    this.#files = files;
    this.#port = port;
    port.onmessage = ({ data }) => this.#receive(data as MessageToWorker);
  }

  post(message: MessageToPage) {
    this.#port.postMessage(message);
  }

  /** The length is known in advance: browsers need it to show and finish a download correctly. */
  response(): Response {
    const entries = this.#files.map(({ name, sizeBytes, modified }) => ({
      name,
      size: sizeBytes,
      lastModified: new Date(modified),
    }));
    return new Response(this.#reported(makeZip(this.#inputs())), {
      headers: {
        "content-type": "application/zip",
        "content-length": String(predictLength(entries)),
        "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(this.#name)}`,
      },
    });
  }

  async *#inputs() {
    for (const [index, file] of this.#files.entries()) {
      this.#filesDone = index;
      const address = () => this.#askForAddress(index);
      const body = new FileBody(file, { address, signal: this.#stop.signal, onBytes: this.#count });
      yield { name: file.name, lastModified: new Date(file.modified), input: body.stream() };
    }
  }

  #reported(zip: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = zip.getReader();
    return new ReadableStream(
      {
        pull: async controller => {
          try {
            const { value, done } = await reader.read();
            if (done) {
              controller.close();
              this.post({ kind: "done" });
            } else controller.enqueue(value);
          } catch (error) {
            controller.error(error);
            this.post({ kind: "failed" });
          }
        },
        cancel: async reason => {
          this.#stop.abort();
          this.post({ kind: "failed" });
          await reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  #count = (bytes: number) => {
    this.#bytes += bytes;
    this.#progressTimer ||= setTimeout(() => {
      this.#progressTimer = 0;
      this.post({ kind: "progress", bytes: this.#bytes, files: this.#filesDone });
    }, PROGRESS_EVERY_MILLISECONDS);
  };

  #askForAddress(index: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#pendingAddresses.set(index, url => (url ? resolve(url) : reject(new TypeError("there is no new address"))));
      this.post({ kind: "address", index });
    });
  }

  #receive(message: MessageToWorker) {
    if (message.kind === "cancel") this.#stop.abort();
    if (message.kind === "address") this.#pendingAddresses.get(message.index)?.(message.url);
  }
}
