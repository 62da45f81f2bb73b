/** A completed part of a multipart upload. */
export interface Part {
  partNumber: number;
  etag: string;
}

/** The record of one file on this device, kept until all uploads are complete. */
export interface JournalEntry {
  userId: string;
  eventId: string;
  eventName: string;
  identity: string;
  /** The name sent to the API. The file may have been renamed since. */
  filename: string;
  sizeBytes: number;
  isDone: boolean;
  uploadId: string | null;
  parts: Part[];
}

const [NAME, VERSION, STORE] = ["imgsh.uploads", 1, "files"];
const keyOf = ({ eventId, identity, filename }: JournalEntry) => [eventId, identity, filename];

/** Persists uploads in IndexedDB. After a reload it recognizes the files when they are chosen again. */
export class UploadJournal {
  #entries = new Map<string, JournalEntry>();
  #claimed = new Set<JournalEntry>();
  #opening: Promise<IDBDatabase | null> | null = null;

  /** Loads this photographer's unfinished uploads, unless another tab holds them. */
  async load(userId: string) {
    if (!(await isFirstTab())) return;
    const all = await this.#run("readonly", store => store.getAll());
    for (const entry of (all ?? []) as JournalEntry[])
      if (entry.userId === userId && !this.#entries.has(keyOf(entry).join())) this.#remember(entry);
  }

  get all(): readonly JournalEntry[] {
    return [...this.#entries.values()];
  }

  /** Entries without a file on this page. */
  get unclaimed(): readonly JournalEntry[] {
    return this.all.filter(entry => !this.#claimed.has(entry));
  }

  /** The entry of a file: one of the same name, else an unclaimed one of another name. */
  find(eventId: string | null, identity: string, filename: string): JournalEntry | null {
    const same = this.all.filter(
      entry => entry.identity === identity && (eventId === null || entry.eventId === eventId),
    );
    return same.find(entry => entry.filename === filename) ?? same.find(entry => !this.#claimed.has(entry)) ?? null;
  }

  /** Returns false if another file has claimed it. */
  claim(entry: JournalEntry): boolean {
    const isFree = !this.#claimed.has(entry);
    this.#claimed.add(entry);
    return isFree;
  }

  /** Saves a new or changed entry. */
  write(entry: JournalEntry) {
    this.#remember(entry);
    void this.#run("readwrite", store => store.put(entry));
  }

  drop(entries: Iterable<JournalEntry>) {
    const dropped = [...entries];
    for (const entry of dropped) {
      this.#entries.delete(keyOf(entry).join());
      this.#claimed.delete(entry);
    }
    void this.#run("readwrite", store => dropped.map(entry => store.delete(keyOf(entry))).at(-1));
  }

  #remember(entry: JournalEntry) {
    this.#entries.set(keyOf(entry).join(), entry);
  }

  /** Returns null if storage is forbidden. Uploads then work, but can't resume after a reload. */
  async #run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T> | undefined) {
    this.#opening ??= open().catch(() => null);
    const database = await this.#opening;
    const request = database && act(database.transaction(STORE, mode).objectStore(STORE));
    return request ? settled(request).catch(() => null) : null;
  }
}

/** After a reload, the previous page may hold the lock for a moment. */
const LOCK_TIMEOUT_MILLISECONDS = 1000;

/** Only one tab resumes uploads. It holds the lock until it is closed. */
function isFirstTab(): Promise<boolean> {
  return new Promise(resolve => {
    const options = { signal: AbortSignal.timeout(LOCK_TIMEOUT_MILLISECONDS) };
    const hold = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks?.request(NAME, options, hold).catch(() => resolve(false));
    if (!navigator.locks) resolve(true);
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () =>
    request.result.createObjectStore(STORE, { keyPath: ["eventId", "identity", "filename"] });
  return settled(request);
}

const settled = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
