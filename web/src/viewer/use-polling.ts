import { useEffect } from "preact/hooks";
import type { Problem } from "../api/problem";
import { useStore } from "../store";
import { onReturn } from "../ui/on-return";
import type { Album } from "./album";
import type { AlbumPage } from "./documents";

const POLL_MILLISECONDS = 60_000;
const EMPTY_POLL_MILLISECONDS = 10_000;

/** Loads the album and polls it while it is visible. */
export function usePolling(album: Album, first: AlbumPage | null, onEnded: (problem: Problem) => void) {
  const { ended, isComplete, photos } = useStore(album.store);
  useEffect(() => void album.read(first), [album]);
  useEffect(() => {
    if (ended) onEnded(ended);
  }, [ended]);
  const isEmpty = isComplete && !photos.length;
  useEffect(() => {
    const poll = () => document.visibilityState === "visible" && void album.refresh();
    const timer = setInterval(poll, isEmpty ? EMPTY_POLL_MILLISECONDS : POLL_MILLISECONDS);
    const stop = onReturn(() => album.refresh());
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [album, isEmpty]);
}
