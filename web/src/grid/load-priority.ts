import { useEffect, useRef, useState } from "preact/hooks";

/** Browsers open six connections per host. These are the top rows. */
const URGENT_PHOTOS = 6;

/**
 * Loads the photos on the screen, `first` to before `last`, before those near it. Applies to the first screen only.
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
    /** "auto" after the first screen. */
    priority: (index: number) => (areAllAllowed ? "auto" : index < first + URGENT_PHOTOS ? "high" : "low"),
    settle(index: number) {
      if (areAllAllowed) return;
      settled.current.add(index);
      look();
    },
  };
}

const afterPaint = (act: () => void) => requestAnimationFrame(() => requestAnimationFrame(act));
