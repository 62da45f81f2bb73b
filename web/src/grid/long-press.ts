import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { listen } from "../ui/listen";
import type { Selection } from "./selection";

const LONG_MILLISECONDS = 400;
const STILL_PIXELS = 10;
const EDGE_PIXELS = 90;
const SCROLL_PIXELS_A_FRAME = 14;

/** Touch selection: a long press selects a photo, and dragging selects the range. */
export function useLongPress(grid: RefObject<HTMLElement | null>, selection: Selection) {
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    const press = new LongPress(selection);
    const handlers = {
      touchstart: press.begin,
      touchmove: press.move,
      touchend: press.end,
      touchcancel: press.end,
      contextmenu: press.contextMenu,
    };
    // Non-passive: a drag that selects must prevent scrolling.
    const stopListening = listen(handlers, element, { passive: false });
    return () => {
      press.stop();
      stopListening();
    };
  }, [selection]);
}

class LongPress {
  #selection: Selection;
  #timer = 0;
  #frame = 0;
  #at = { x: 0, y: 0 };
  /** The drag's first photo, and the earlier selection. */
  #drag: { from: number; before: readonly string[] } | null = null;

  constructor(selection: Selection) {
    this.#selection = selection;
  }

  begin = (event: TouchEvent) => {
    this.stop();
    const [finger, another] = event.touches;
    if (!finger || another) return;
    this.#at = { x: finger.clientX, y: finger.clientY };
    this.#timer = setTimeout(this.#start, LONG_MILLISECONDS);
  };

  move = (event: TouchEvent) => {
    const finger = event.touches[0];
    if (!finger) return;
    const moved = Math.hypot(finger.clientX - this.#at.x, finger.clientY - this.#at.y);
    if (!this.#drag) {
      if (moved > STILL_PIXELS) this.stop();
      return;
    }
    event.preventDefault();
    this.#at = { x: finger.clientX, y: finger.clientY };
    this.#selectDragged();
  };

  end = (event: TouchEvent) => {
    // Prevents the click, which would deselect the photo.
    if (this.#drag) event.preventDefault();
    this.stop();
  };

  /** Phones open a context menu on a long press. */
  contextMenu = (event: Event) => {
    if (this.#drag || this.#timer) event.preventDefault();
  };

  stop = () => {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#timer = 0;
    this.#drag = null;
  };

  #start = () => {
    const from = this.#photo();
    if (from === null) return;
    const before = [...this.#selection.ids];
    navigator.vibrate?.(10);
    this.#selection.toggle(from);
    this.#drag = {
      from,
      before: before.length > this.#selection.ids.size ? [...this.#selection.ids] : before,
    };
    this.#frame = requestAnimationFrame(this.#scroll);
  };

  #selectDragged() {
    const to = this.#photo();
    if (this.#drag && to !== null && to !== this.#drag.from)
      this.#selection.dragOver(this.#drag.before, this.#drag.from, to);
  }

  /** Scrolls the page near the screen's edges. */
  #scroll = () => {
    const [above, below] = [EDGE_PIXELS - this.#at.y, this.#at.y - (innerHeight - EDGE_PIXELS)];
    const pull = Math.max(above, below);
    if (pull > 0) {
      const step = (SCROLL_PIXELS_A_FRAME * Math.min(pull, EDGE_PIXELS)) / EDGE_PIXELS;
      scrollBy(0, above > below ? -step : step);
      this.#selectDragged();
    }
    this.#frame = requestAnimationFrame(this.#scroll);
  };

  #photo(): number | null {
    const tile = document.elementFromPoint(this.#at.x, this.#at.y)?.closest<HTMLElement>("[data-index]");
    return tile ? Number(tile.dataset.index) : null;
  }
}
