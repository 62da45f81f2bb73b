import { createStore } from "../store";
import { saveEach } from "./attachment";
import { batchesOf, MAX_BYTES } from "./batches";
import { fetchFile } from "./fetch-file";
import { bytesOf, type DownloadSource, type SavedFile } from "./file";

/** The batch that is next. `from` and `to` count files from 1. */
export interface LibraryState {
  /** idle: nothing is loaded. ready: a press opens the share sheet. download: a press saves a file that is too large. */
  phase: "idle" | "loading" | "ready" | "download" | "failed" | "done";
  from: number;
  to: number;
  files: number;
  loadedBytes: number;
  totalBytes: number;
}

/** What is loaded before anybody asks for it. */
const MAX_AHEAD_BYTES = 60e6;

/** Saves files to the photo library by share sheets: a batch for each, since every sheet needs a press of its own. */
export class PhotoLibrary {
  readonly state;
  readonly #source: DownloadSource;
  readonly #batches: readonly SavedFile[][];
  readonly #stop = new AbortController();
  #index = 0;
  #loaded: File[] = [];

  constructor(files: readonly SavedFile[], source: DownloadSource) {
    this.#source = source;
    this.#batches = batchesOf(files);
    this.state = createStore<LibraryState>({ ...this.#range(), phase: "idle", loadedBytes: 0, files: files.length });
  }

  /** Loads the first batch ahead of the first press, unless it is large. */
  loadAhead() {
    if (bytesOf(this.#batch) <= MAX_AHEAD_BYTES) return this.#load();
  }

  /** Call on a press. The share sheet opens only if all files are loaded. */
  async press() {
    const { phase } = this.state.value;
    if (phase === "ready") await this.#share();
    else if (phase === "download") await this.#download();
    else if (phase !== "loading") await this.#load();
  }

  cancel() {
    this.#stop.abort();
  }

  async #load() {
    if (bytesOf(this.#batch) > MAX_BYTES) return this.#set({ phase: "download" });
    this.#set({ phase: "loading", loadedBytes: 0 });
    this.#loaded = [];
    try {
      let loadedBytes = 0;
      for (const file of this.#batch) {
        this.#loaded.push(await fetchFile(file, this.#source, this.#stop.signal));
        loadedBytes += file.sizeBytes;
        this.#set({ loadedBytes });
      }
      this.#set({ phase: "ready" });
    } catch {
      this.#set({ phase: "failed" });
    }
  }

  async #share() {
    try {
      await navigator.share({ files: this.#loaded });
    } catch (refusal) {
      // Closed without saving: the button stays.
      if (!(refusal instanceof DOMException && refusal.name === "AbortError")) this.#set({ phase: "failed" });
      return;
    }
    this.#source.onSaved(this.#batch.map(({ id }) => id));
    await this.#next();
  }

  async #download() {
    await saveEach(this.#batch, this.#source);
    await this.#next();
  }

  async #next() {
    this.#index++;
    this.#loaded = [];
    if (!this.#batch.length) return this.#set({ phase: "done" });
    this.#set(this.#range());
    await this.#load();
  }

  get #batch(): readonly SavedFile[] {
    return this.#batches[this.#index] ?? [];
  }

  #range() {
    const before = this.#batches.slice(0, this.#index).reduce((sum, batch) => sum + batch.length, 0);
    return { from: before + 1, to: before + this.#batch.length, totalBytes: bytesOf(this.#batch) };
  }

  #set(change: Partial<LibraryState>) {
    if (!this.#stop.signal.aborted) this.state.set({ ...this.state.value, ...change });
  }
}
