import { type Problem, problemOf } from "../../api/problem";
import { createStore } from "../../store";
import type { EventDetails } from "../events/documents";
import { type EventPhoto, pagesOf, unassignedIds } from "./documents";

export interface PhotosState {
  /** Null until it was read. */
  event: EventDetails | null;
  photos: readonly EventPhoto[];
  isComplete: boolean;
  /** In no code's own list; null until that was asked. */
  unassigned: ReadonlySet<string> | null;
  /** The event is over, deleted or somebody else's. */
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

/** An event with all its photos, as its photographer sees them. */
export class EventPhotos {
  readonly store = createStore<PhotosState>(NOTHING);
  readonly eventId: string;
  #reading: Promise<void> | null = null;
  #readAt = 0;

  constructor(eventId: string) {
    this.eventId = eventId;
  }

  /** Reads everything; what was there before stays until all is read. */
  read = (): Promise<void> => {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
      this.#readAt = performance.now();
    });
    return this.#reading;
  };

  /** All photos, once they are read; where that goes wrong those that are, and `problem` says why. */
  allPhotos = async (): Promise<readonly EventPhoto[]> => {
    if (!this.store.value.isComplete) await this.read();
    return this.store.value.photos;
  };

  /** Gets fresh addresses: the old ones end after an hour. */
  renew = async () => {
    if (this.#reading || performance.now() - this.#readAt > RENEWED_AFTER_MILLISECONDS) await this.read();
  };

  readUnassigned = async () => {
    try {
      this.#set({ unassigned: await unassignedIds(this.eventId) });
    } catch (thrown) {
      this.#set({ problem: problemOf(thrown) });
    }
  };

  async #read() {
    const isFirst = !this.store.value.isComplete;
    const photos: EventPhoto[] = [];
    let event: EventDetails | null = null;
    try {
      for await (const page of pagesOf(this.eventId)) {
        event = page.event;
        photos.push(...page.photos);
        if (isFirst) this.#set({ event, photos: [...photos] });
      }
      this.#set({ event, photos: this.#kept(photos), isComplete: true, isGone: !event, problem: null });
    } catch (thrown) {
      this.#set({ problem: problemOf(thrown) });
    }
  }

  /** The very list of before, where nothing has changed. */
  #kept(photos: readonly EventPhoto[]): readonly EventPhoto[] {
    const before = this.store.value.photos;
    const isSame =
      photos.length === before.length && photos.every((photo, index) => isEqual(photo, before[index]));
    return isSame ? before : photos;
  }

  #set(change: Partial<PhotosState>) {
    this.store.set({ ...this.store.value, ...change });
  }
}

const isEqual = (photo: EventPhoto, other: EventPhoto | undefined) =>
  photo.id === other?.id && photo.status === other.status && photo.thumbnail?.url === other.thumbnail?.url;
