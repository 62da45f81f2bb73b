import { useEffect } from "preact/hooks";
import type { Problem } from "../api/problem";
import { useStore } from "../store";
import type { Album } from "./album";
import type { AlbumPage } from "./documents";

const LOOK_EVERY_MILLISECONDS = 60_000;
const LOOK_AT_EMPTY_EVERY_MILLISECONDS = 10_000;

/** Reads the album, and keeps looking while it is on the screen: photos come, and codes end. */
export function usePolling(album: Album, first: AlbumPage | null, onEnded: (problem: Problem) => void) {
  const { ended, isComplete, photos } = useStore(album.store);
  useEffect(() => void album.read(first), [album]);
  useEffect(() => {
    if (ended) onEnded(ended);
  }, [ended]);
  const isEmpty = isComplete && !photos.length;
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && void album.refresh();
    const timer = setInterval(look, isEmpty ? LOOK_AT_EMPTY_EVERY_MILLISECONDS : LOOK_EVERY_MILLISECONDS);
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, [album, isEmpty]);
}
