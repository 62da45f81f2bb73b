import { useEffect } from "preact/hooks";
import { uploads } from "../uploads/queue";
import type { EventPhotos } from "./event-photos";

const [SOON_MILLISECONDS, MOST_MILLISECONDS] = [2500, 60_000];

/** Reads the event when it appears, and again and again while photos are on their way to it. */
export function usePolling(photos: EventPhotos) {
  useEffect(() => {
    void photos.read().then(photos.readUnassigned);
    const follower = new Follower(photos);
    const comeBack = () => document.visibilityState === "visible" && void photos.read();
    const unsubscribe = uploads.status.subscribe(follower.lookAtUploads);
    document.addEventListener("visibilitychange", comeBack);
    addEventListener("online", comeBack);
    return () => {
      follower.stop();
      unsubscribe();
      document.removeEventListener("visibilitychange", comeBack);
      removeEventListener("online", comeBack);
    };
  }, [photos]);
}

class Follower {
  #photos: EventPhotos;
  #timer = 0;
  #wait = SOON_MILLISECONDS;
  #done = uploads.status.value.done;
  /** Something has arrived since it was read. */
  #isDue = false;
  #isStopped = false;

  constructor(photos: EventPhotos) {
    this.#photos = photos;
    this.#schedule();
  }

  lookAtUploads = () => {
    const { done, phase } = uploads.status.value;
    if (done === this.#done) return;
    this.#done = done;
    this.#isDue = true;
    const isLast = phase === "finished";
    if (this.#wait === SOON_MILLISECONDS && !isLast) return;
    this.#wait = SOON_MILLISECONDS;
    this.#schedule(isLast ? 0 : SOON_MILLISECONDS);
  };

  stop = () => {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  };

  #schedule(wait = this.#wait) {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(this.#look, wait);
  }

  /** The longer nothing changes, the rarer. */
  #look = async () => {
    if (document.visibilityState === "visible" && (this.#isDue || this.#hasUnfinished())) {
      this.#isDue = false;
      const before = this.#photos.store.value.photos;
      await this.#photos.read();
      const hasNews = this.#photos.store.value.photos !== before;
      this.#wait = hasNews ? SOON_MILLISECONDS : Math.min(MOST_MILLISECONDS, this.#wait * 1.5);
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
