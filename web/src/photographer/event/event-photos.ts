import { type Problem, problemOf } from "../../api/problem";
import { createStore } from "../../store";
import type { EventDetails } from "../events/documents";
import { type EventPhoto, pagesOf, unassignedIds } from "./documents";
import { untilNobodyPresses } from "./still-grid";

export interface PhotosState {
  /** Null until loaded. */
  event: EventDetails | null;
  photos: readonly EventPhoto[];
  isComplete: boolean;
  /** Photos in no code's own list. Null until loaded. */
  unassigned: ReadonlySet<string> | null;
  /** The event has expired, was deleted, or belongs to someone else. */
  isGone: boolean;
  problem: Problem | null;
}

const NOTHING: PhotosState = {
  event: null,
  photos: [],
  isComplete: false,
  unassigned: null,
  isGone: false,
  problem: null,
};

const RENEWED_AFTER_MILLISECONDS = 10_000;

/** An event with all its photos, as its photographer sees it. */
export class EventPhotos {
  readonly store = createStore<PhotosState>(NOTHING);
  readonly eventId: string;
  #reading: Promise<void> | null = null;
  #readAt = 0;
  #unassignedReads = 0;

  constructor(eventId: string) {
    this.eventId = eventId;
  }

  /** Loads everything. Earlier photos stay until the load is complete. */
  read = (): Promise<void> => {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
      this.#readAt = performance.now();
    });
    return this.#reading;
  };

  /** All photos, loaded if necessary. After a failure: those loaded so far, with the reason in `problem`. */
  allPhotos = async (): Promise<readonly EventPhoto[]> => {
    if (!this.store.value.isComplete) await this.read();
    return this.store.value.photos;
  };

  /** Gets fresh signed URLs: they expire after an hour. */
  renew = async () => {
    if (this.#reading || performance.now() - this.#readAt > RENEWED_AFTER_MILLISECONDS) await this.read();
  };

  readUnassigned = async () => {
    const read = ++this.#unassignedReads;
    try {
      const unassigned = await unassignedIds(this.eventId);
      await untilNobodyPresses();
      // An earlier read does not know yet what was assigned since.
      if (read === this.#unassignedReads) this.#set({ unassigned });
    } catch (thrown) {
      this.#set({ problem: problemOf(thrown) });
    }
  };

  /** Takes photos from the unassigned ones at once: a read would move the others later, under the next press. */
  assigned = (ids: ReadonlySet<string>) => {
    const { unassigned } = this.store.value;
    if (unassigned) this.#set({ unassigned: new Set([...unassigned].filter(id => !ids.has(id))) });
    void this.readUnassigned();
  };

  async #read() {
    const isFirst = !this.store.value.isComplete;
    const photos: EventPhoto[] = [];
    let event: EventDetails | null = null;
    try {
      for await (const page of pagesOf(this.eventId)) {
        event = page;
        photos.push(...page.photos.nodes);
        if (isFirst) this.#set({ event, photos: [...photos] });
      }
      if (!isFirst) await untilNobodyPresses();
      this.#set({ event, photos: this.#reuseIfUnchanged(photos), isComplete: true, isGone: !event, problem: null });
    } catch (thrown) {
      this.#set({ problem: problemOf(thrown) });
    }
  }

  /** Returns the earlier array if nothing has changed, to avoid a redraw. */
  #reuseIfUnchanged(photos: readonly EventPhoto[]): readonly EventPhoto[] {
    const before = this.store.value.photos;
    const isSame = photos.length === before.length && photos.every((photo, index) => isEqual(photo, before[index]));
    return isSame ? before : photos;
  }

  #set(change: Partial<PhotosState>) {
    this.store.set({ ...this.store.value, ...change });
  }
}

const isEqual = (photo: EventPhoto, other: EventPhoto | undefined) =>
  photo.id === other?.id && photo.status === other.status && photo.thumbnail?.url === other.thumbnail?.url;
