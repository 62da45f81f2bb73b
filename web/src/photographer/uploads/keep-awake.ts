import { uploads } from "./queue";

/** While files are on their way the browser asks before it leaves the page, and the screen of a phone stays on. */
export function keepAwakeWhileUploading() {
  addEventListener("beforeunload", event => {
    if (uploads.status.value.left) event.preventDefault();
  });
  let lock: WakeLockSentinel | null = null;
  let isAsking = false;
  const update = async () => {
    const isBusy = uploads.status.value.phase === "busy" && uploads.status.value.left > 0;
    if (!isBusy) {
      void lock?.release();
      lock = null;
    } else if ((!lock || lock.released) && !isAsking && document.visibilityState === "visible") {
      isAsking = true;
      // Not every device grants it; the upload goes on all the same while somebody uses it.
      lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
      isAsking = false;
    }
  };
  uploads.status.subscribe(update);
  document.addEventListener("visibilitychange", update);
}
