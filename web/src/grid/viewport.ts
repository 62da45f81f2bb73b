import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { listen } from "../ui/listen";

/** The part of an element in or near the viewport, in pixels from the element's top. */
interface VisibleRange {
  width: number;
  top: number;
  bottom: number;
  /** Scrolling too fast to see a photo. */
  isFast: boolean;
}

export const NEAR_PIXELS = 600;
const STEP_PIXELS = 150;
const FAST_PIXELS_PER_MILLISECOND = 2.5;
const CALM_AFTER_MILLISECONDS = 120;

/** Null until measured. Changes in steps, not with every pixel. */
export function useVisibleRange(element: RefObject<HTMLElement | null>): VisibleRange | null {
  const [visible, setVisible] = useState<VisibleRange | null>(null);
  useLayoutEffect(() => {
    if (!element.current) return;
    const { measure, stop } = watch(element.current, setVisible);
    const resized = new ResizeObserver(() => measure());
    resized.observe(element.current);
    const stopListening = listen({ scroll: measure, resize: measure }, globalThis, { passive: true });
    measure();
    return () => {
      stop();
      resized.disconnect();
      stopListening();
    };
  }, []);
  return visible;
}

function watch(element: HTMLElement, onChange: (change: (before: VisibleRange | null) => VisibleRange) => void) {
  let last = { position: scrollY, at: performance.now() };
  let calm = 0;
  const measure = () => {
    const [position, at] = [scrollY, performance.now()];
    const isFast = Math.abs(position - last.position) / Math.max(1, at - last.at) > FAST_PIXELS_PER_MILLISECOND;
    last = { position, at };
    clearTimeout(calm);
    if (isFast) calm = setTimeout(measure, CALM_AFTER_MILLISECONDS);
    const { top, width } = element.getBoundingClientRect();
    const seen = Math.floor(-top / STEP_PIXELS) * STEP_PIXELS;
    const next = { width, top: seen - NEAR_PIXELS, bottom: seen + innerHeight + NEAR_PIXELS, isFast };
    onChange(before => (before && isSame(before, next) ? before : next));
  };
  return { measure, stop: () => clearTimeout(calm) };
}

const isSame = (one: VisibleRange, other: VisibleRange) =>
  one.width === other.width && one.top === other.top && one.bottom === other.bottom && one.isFast === other.isFast;
