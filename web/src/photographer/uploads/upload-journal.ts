/** A part of a multipart upload that storage has taken. */
export interface Part {
  partNumber: number;
  etag: string;
}

/** What this device remembers of one file until all files of its event are uploaded. */
export interface JournalEntry {
  userId: string;
  eventId: string;
  eventName: string;
  identity: string;
  /** As it was asked for; the file may have been renamed since. */
  filename: string;
  sizeBytes: number;
  isDone: boolean;
  uploadId: string | null;
  parts: Part[];
}

const [NAME, VERSION, STORE] = ["imgsh.uploads", 1, "files"];
const keyOf = ({ eventId, identity, filename }: JournalEntry) => [eventId, identity, filename];

/** Outlives the page: after a reload it tells what is left, and knows the files again when they are chosen. */
export class UploadJournal {
  #entries = new Map<string, JournalEntry>();
  #claimed = new Set<JournalEntry>();
  #opening: Promise<IDBDatabase | null> | null = null;

  /** Takes up what an earlier page left behind for this photographer, unless another tab is at it. */
  async load(userId: string) {
    if (!(await isFirstTab())) return;
    const all = await this.#run("readonly", store => store.getAll());
    for (const entry of (all ?? []) as JournalEntry[])
      if (entry.userId === userId && !this.#entries.has(keyOf(entry).join())) this.#keep(entry);
  }

  get all(): readonly JournalEntry[] {
    return [...this.#entries.values()];
  }

  /** What no file of this page stands for yet. */
  get unclaimed(): readonly JournalEntry[] {
    return this.all.filter(entry => !this.#claimed.has(entry));
  }

  /** The file's entry: of the same name if there is one, else of another name that is still without a file. */
  find(eventId: string | null, identity: string, filename: string): JournalEntry | null {
    const same = this.all.filter(
      entry => entry.identity === identity && (eventId === null || entry.eventId === eventId),
    );
    return (
      same.find(entry => entry.filename === filename) ?? same.find(entry => !this.#claimed.has(entry)) ?? null
    );
  }

  /** False when another file of this page has it already. */
  claim(entry: JournalEntry): boolean {
    const isFree = !this.#claimed.has(entry);
    this.#claimed.add(entry);
    return isFree;
  }

  /** Keeps a new entry, or what has changed of one. */
  write(entry: JournalEntry) {
    this.#keep(entry);
    void this.#run("readwrite", store => store.put(entry));
  }

  drop(entries: Iterable<JournalEntry>) {
    const gone = [...entries];
    for (const entry of gone) {
      this.#entries.delete(keyOf(entry).join());
      this.#claimed.delete(entry);
    }
    void this.#run("readwrite", store => gone.map(entry => store.delete(keyOf(entry))).at(-1));
  }

  #keep(entry: JournalEntry) {
    this.#entries.set(keyOf(entry).join(), entry);
  }

  /** Null where storage is forbidden: then a reload forgets what was left, and nothing else is lost. */
  async #run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T> | undefined) {
    this.#opening ??= open().catch(() => null);
    const database = await this.#opening;
    const request = database && act(database.transaction(STORE, mode).objectStore(STORE));
    return request ? settled(request).catch(() => null) : null;
  }
}

/** The page before this one may need a moment to let go. */
const LOCK_TIMEOUT_MILLISECONDS = 1000;

/** Only one tab takes up what was left behind; it is the one until it is closed. */
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
