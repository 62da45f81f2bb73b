import { listen } from "../ui/listen";
import type { Album } from "./album";

/**
 * Reports the album as opened at the first gesture of a person. A mail scanner may load the page and its photos too,
 * but touches nothing. Returns the function to stop this.
 */
export function reportAtFirstGesture(album: Album): () => void {
  const report = () => {
    stop();
    void album.reportOpenings();
  };
  const gestures = { pointerdown: report, keydown: report, wheel: report };
  const stop = listen(gestures, globalThis, { capture: true, passive: true });
  return stop;
}
