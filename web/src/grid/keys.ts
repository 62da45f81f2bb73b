import { beside, type Layout } from "./layout";
import type { Selection } from "./selection";

interface Keyboard {
  /** The photo that has the focus. */
  current: number;
  layout: Layout;
  selection: Selection;
  move: (index: number) => void;
  onOpen: (index: number) => void;
}

/** Moving, opening and selecting by keys; what means nothing here is left to the browser. */
export function keyPressed(event: KeyboardEvent, keyboard: Keyboard) {
  const { current, selection, onOpen } = keyboard;
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.altKey || (isCommand && event.key !== "a")) return;
  const to = target(event.key, keyboard);
  if (to !== null) {
    if (event.shiftKey) {
      if (!selection.ids.size) selection.toggle(current);
      selection.extend(to);
    }
    keyboard.move(to);
  } else if (event.key === " ") selection.toggle(current);
  else if (event.key === "Enter") onOpen(current);
  else if (event.key === "a" && isCommand) selection.all();
  else if (event.key === "Escape" && selection.store.value.isOn) selection.clear();
  else return;
  event.preventDefault();
}

function target(key: string, { current, layout }: Keyboard): number | null {
  const last = layout.boxes.length - 1;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, current - 1);
    case "ArrowRight":
      return Math.min(last, current + 1);
    case "ArrowUp":
      return beside(layout, current, -1);
    case "ArrowDown":
      return beside(layout, current, 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
