import { useEffect, useRef, useState } from "preact/hooks";

/** As many as browsers ask one host for at once: the top rows, which are looked at first. */
const URGENT_PHOTOS = 6;

/**
 * Photos near the screen wait until all those on it have come, or failed: on a slow network what is seen comes first.
 * Photos `first` to before `last` are on the screen. It matters when the grid appears; later all have their turn.
 */
export function useLoadPriority(first: number, last: number, onFirstScreen?: () => void) {
  const [areAllAllowed, allowAll] = useState(false);
  const settled = useRef(new Set<number>());
  const look = () => {
    for (let index = first; index < last; index++) if (!settled.current.has(index)) return;
    if (last > first) afterPaint(() => allowAll(true));
  };
  useEffect(look, [first, last]);
  useEffect(() => {
    if (areAllAllowed) onFirstScreen?.();
  }, [areAllAllowed]);
  return {
    isAllowed: (index: number) => areAllAllowed || (index >= first && index < last),
    /** Until the screen is full; then the browser knows best. */
    priority: (index: number) => (areAllAllowed ? "auto" : index < first + URGENT_PHOTOS ? "high" : "low"),
    settle(index: number) {
      if (areAllAllowed) return;
      settled.current.add(index);
      look();
    },
  };
}

const afterPaint = (act: () => void) => requestAnimationFrame(() => requestAnimationFrame(act));
