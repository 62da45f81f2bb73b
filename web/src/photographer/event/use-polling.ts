import { useEffect } from "preact/hooks";
import { onReturn } from "../../ui/on-return";
import { uploads } from "../uploads/queue";
import type { Status } from "../uploads/status";
import type { EventPhotos } from "./event-photos";

const [MIN_POLL_MILLISECONDS, MAX_POLL_MILLISECONDS] = [2500, 60_000];

/** Loads the event, and polls it while photos are being uploaded or processed. */
export function usePolling(photos: EventPhotos) {
  useEffect(() => {
    void photos.read();
    const poller = new UploadPoller(photos);
    const unsubscribe = uploads.status.subscribe(poller.onUploads);
    const stop = onReturn(photos.read);
    return () => {
      poller.stop();
      unsubscribe();
      stop();
    };
  }, [photos]);
}

const progressOf = ({ done, registered }: Status) => `${done} ${registered}`;

class UploadPoller {
  #photos: EventPhotos;
  #timer = 0;
  #interval = MIN_POLL_MILLISECONDS;
  #seen = progressOf(uploads.status.value);
  /** A file was registered or uploaded since the last load. */
  #isDue = false;
  #isStopped = false;

  constructor(photos: EventPhotos) {
    this.#photos = photos;
    this.#schedule();
  }

  onUploads = () => {
    const { value } = uploads.status;
    const seen = progressOf(value);
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#isDue = true;
    const isLast = value.phase === "finished";
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

  /** The interval grows while nothing changes. */
  #poll = async () => {
    if (document.visibilityState === "visible" && (this.#isDue || this.#hasUnfinished())) {
      this.#isDue = false;
      const before = this.#photos.store.value.photos;
      await this.#photos.read();
      const hasNews = this.#photos.store.value.photos !== before;
      this.#interval = hasNews ? MIN_POLL_MILLISECONDS : Math.min(MAX_POLL_MILLISECONDS, this.#interval * 1.5);
    }
    this.#schedule();
  };

  #hasUnfinished() {
    const { event, photos } = this.#photos.store.value;
    const accepted = photos.filter(({ status }) => status !== "REJECTED");
    // Photos that became ready between two pages are in none of them.
    return accepted.length !== event?.photoCount || accepted.some(({ status }) => status !== "READY");
  }
}
