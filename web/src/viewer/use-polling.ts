import { useEffect } from "preact/hooks";
import type { Problem } from "../api/problem";
import { useStore } from "../store";
import type { Album } from "./album";
import type { AlbumPage } from "./documents";

const POLL_MILLISECONDS = 60_000;
const EMPTY_POLL_MILLISECONDS = 10_000;

/** Reads the album, and keeps looking while it is on the screen: photos come, and codes end. */
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
    document.addEventListener("visibilitychange", poll);
    addEventListener("online", poll);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", poll);
      removeEventListener("online", poll);
    };
  }, [album, isEmpty]);
}
