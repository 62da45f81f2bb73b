import { useEffect } from "preact/hooks";
import type { Problem } from "../api/problem";
import { useStore } from "../store";
import { listen } from "../ui/listen";
import { onReturn } from "../ui/on-return";
import type { Album } from "./album";
import type { AlbumPage } from "./documents";

/** An ended code is noticed within 15 seconds by whoever looks at the page. */
const CHECK_MILLISECONDS = 12_000;
const WHOLE_CHECK_MILLISECONDS = 60_000;
/** Somebody who has touched nothing for so long may have left the page open. */
const IDLE_MILLISECONDS = 300_000;

/** Loads the album and polls it while somebody looks at it. */
export function usePolling(album: Album, first: AlbumPage | null, onEnded: (problem: Problem) => void) {
  const { ended, isComplete, photos } = useStore(album.store);
  useEffect(() => void album.read(first), [album]);
  useEffect(() => {
    if (ended) onEnded(ended);
  }, [ended]);
  const isEmpty = isComplete && !photos.length;
  useEffect(() => {
    let usedAt = performance.now();
    let [checkedAt, wholeAt] = [usedAt, usedAt];
    const check = () => {
      const at = performance.now();
      const isWhole = isEmpty || at - wholeAt >= WHOLE_CHECK_MILLISECONDS;
      if (document.visibilityState !== "visible" || at - checkedAt < CHECK_MILLISECONDS) return;
      if (at - usedAt > IDLE_MILLISECONDS && !isWhole) return;
      checkedAt = at;
      if (isWhole) wholeAt = at;
      void album.refresh(isWhole);
    };
    const use = () => {
      usedAt = performance.now();
      check();
    };
    const timer = setInterval(check, CHECK_MILLISECONDS);
    const options = { capture: true, passive: true };
    const stopUse = listen({ pointermove: use, keydown: use, scroll: use, focus: use }, globalThis, options);
    const stopReturn = onReturn(() => album.refresh());
    return () => {
      clearInterval(timer);
      stopUse();
      stopReturn();
    };
  }, [album, isEmpty]);
}
