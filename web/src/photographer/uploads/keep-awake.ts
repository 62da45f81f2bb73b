import { uploads } from "./queue";

/** During uploads the browser asks before leaving the page, and a phone's screen stays on. */
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
      // A wake lock may be refused; the upload continues without it.
      lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
      isAsking = false;
    }
  };
  uploads.status.subscribe(update);
  document.addEventListener("visibilitychange", update);
}
