import { useEffect } from "preact/hooks";
import { uploads } from "../uploads/queue";
import type { EventPhotos } from "./event-photos";

const [MIN_POLL_MILLISECONDS, MAX_POLL_MILLISECONDS] = [2500, 60_000];

/** Reads the event when it appears, and again and again while photos are on their way to it. */
export function usePolling(photos: EventPhotos) {
  useEffect(() => {
    void photos.read().then(photos.readUnassigned);
    const poller = new UploadPoller(photos);
    const comeBack = () => document.visibilityState === "visible" && void photos.read();
    const unsubscribe = uploads.status.subscribe(poller.onUploads);
    document.addEventListener("visibilitychange", comeBack);
    addEventListener("online", comeBack);
    return () => {
      poller.stop();
      unsubscribe();
      document.removeEventListener("visibilitychange", comeBack);
      removeEventListener("online", comeBack);
    };
  }, [photos]);
}

class UploadPoller {
  #photos: EventPhotos;
  #timer = 0;
  #interval = MIN_POLL_MILLISECONDS;
  #done = uploads.status.value.done;
  /** Something has arrived since it was read. */
  #isDue = false;
  #isStopped = false;

  constructor(photos: EventPhotos) {
    this.#photos = photos;
    this.#schedule();
  }

  onUploads = () => {
    const { done, phase } = uploads.status.value;
    if (done === this.#done) return;
    this.#done = done;
    this.#isDue = true;
    const isLast = phase === "finished";
    if (this.#interval === MIN_POLL_MILLISECONDS && !isLast) return;
    this.#interval = MIN_POLL_MILLISECONDS;
    this.#schedule(isLast ? 0 : MIN_POLL_MILLISECONDS);
  };

  stop = () => {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  };

  #schedule(delay = this.#interval) {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(this.#poll, delay);
  }

  /** The longer nothing changes, the rarer. */
  #poll = async () => {
    if (document.visibilityState === "visible" && (this.#isDue || this.#hasUnfinished())) {
      this.#isDue = false;
      const before = this.#photos.store.value.photos;
      await this.#photos.read();
      const hasNews = this.#photos.store.value.photos !== before;
      this.#interval = hasNews
        ? MIN_POLL_MILLISECONDS
        : Math.min(MAX_POLL_MILLISECONDS, this.#interval * 1.5);
      if (hasNews) await this.#photos.readUnassigned();
    }
    this.#schedule();
  };

  #hasUnfinished() {
    return this.#photos.store.value.photos.some(
      ({ status }) => status === "UPLOADING" || status === "PROCESSING",
    );
  }
}
