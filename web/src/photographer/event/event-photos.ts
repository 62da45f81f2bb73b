import { type Problem, problemOf } from "../../api/problem";
import { createStore } from "../../store";
import type { EventDetails } from "../events/documents";
import { type CodeChange, type PhotoCode, withChanges } from "./code-changes";
import { type EventPhoto, pagesOf } from "./documents";
import { untilNobodyPresses } from "./still-grid";

export interface PhotosState {
  /** Null until loaded. */
  event: EventDetails | null;
  photos: readonly EventPhoto[];
  isComplete: boolean;
  /** The event has expired, was deleted, or belongs to someone else. */
  isGone: boolean;
  problem: Problem | null;
}

const NOTHING: PhotosState = {
  event: null,
  photos: [],
  isComplete: false,
  isGone: false,
  problem: null,
};

interface Pending extends CodeChange {
  isConfirmed: boolean;
}

/** Confirmed changes become part of what was sent. */
function settled(photos: readonly EventPhoto[], changes: readonly Pending[]) {
  const sent = withChanges(
    photos,
    changes.filter(({ isConfirmed }) => isConfirmed),
  );
  const left = changes.filter(({ isConfirmed }) => !isConfirmed);
  return { sent, changes: left, shown: withChanges(sent, left) };
}

const RENEWED_AFTER_MILLISECONDS = 10_000;

/** An event with all its photos, as its photographer sees it. */
export class EventPhotos {
  readonly store = createStore<PhotosState>(NOTHING);
  readonly eventId: string;
  #reading: Promise<void> | null = null;
  #readAt = 0;
  /** As the service sent them. */
  #sent: readonly EventPhoto[] = [];
  /** Changes that the service has not confirmed yet, or that may be missing in what is being read. */
  #changes: readonly Pending[] = [];
  #lastRequest: Promise<unknown> = Promise.resolve();

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

  /** Loads what was changed elsewhere: a load that has begun may not know of it. */
  refresh = async () => {
    await this.#reading;
    await this.read();
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

  /**
   * Shows a change of a code's photos at once, and sends it after earlier ones. `send` may give the code that it made.
   * Takes the change back and throws Problem if it fails.
   */
  changeCode = async (change: CodeChange, send: () => Promise<PhotoCode>): Promise<void> => {
    const pending: Pending = { ...change, isConfirmed: false };
    this.#show([...this.#changes, pending]);
    const request = this.#lastRequest.then(send);
    this.#lastRequest = request.catch(() => undefined);
    try {
      pending.code = await request;
      pending.isConfirmed = true;
      this.#show(this.#changes);
    } catch (thrown) {
      this.#show(this.#changes.filter(each => each !== pending));
      throw problemOf(thrown);
    }
  };

  async #read() {
    const isFirst = !this.store.value.isComplete;
    const photos: EventPhoto[] = [];
    let event: EventDetails | null = null;
    try {
      for await (const page of pagesOf(this.eventId)) {
        event = page;
        photos.push(...page.photos.nodes);
        if (!isFirst) continue;
        this.#sent = [...photos];
        this.#set({ event, photos: withChanges(this.#sent, this.#changes) });
      }
      if (!isFirst) await untilNobodyPresses();
      const { shown, sent, changes } = settled(photos, this.#changes);
      [this.#sent, this.#changes] = [sent, changes];
      this.#set({ event, photos: this.#reuseIfUnchanged(shown), isComplete: true, isGone: !event, problem: null });
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

  #show(changes: readonly Pending[]) {
    const isReading = this.#reading !== null;
    const { shown, sent, changes: left } = settled(this.#sent, changes);
    // What is being read may not contain them yet.
    this.#changes = isReading ? changes : left;
    if (!isReading) this.#sent = sent;
    this.#set({ photos: this.#reuseIfUnchanged(shown) });
  }

  #set(change: Partial<PhotosState>) {
    this.store.set({ ...this.store.value, ...change });
  }
}

const isEqual = (photo: EventPhoto, other: EventPhoto | undefined) =>
  photo === other ||
  (photo.id === other?.id &&
    photo.status === other.status &&
    photo.isCard === other.isCard &&
    photo.thumbnail?.url === other.thumbnail?.url &&
    photo.accessorCount === other.accessorCount &&
    photo.accessors.every(({ accessCode, label }, index) => {
      const same = other.accessors[index];
      return accessCode === same?.accessCode && label === same.label;
    }));
