import { type Layout, photoInRow } from "./layout";
import type { Selection } from "./selection";

interface Keyboard {
  /** Index of the focused photo. */
  currentRef: { readonly current: number };
  layout: Layout;
  selection: Selection;
  readAll: () => Promise<readonly { id: string }[]>;
  move: (index: number) => void;
  onOpen: (index: number) => void;
}

/** Moves, opens and selects by keys. Other keys are left to the browser. */
export function selectByKey(event: KeyboardEvent, keyboard: Keyboard) {
  const { currentRef, selection, onOpen } = keyboard;
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.altKey || (isCommand && event.key !== "a")) return;
  const to = target(event.key, keyboard);
  if (to !== null) {
    moveTo(to, event.shiftKey, keyboard);
    if (event.key === "End") void moveToLast(to, event.shiftKey, keyboard);
  } else if (event.key === " ") selection.toggle(currentRef.current);
  else if (event.key === "Enter") onOpen(currentRef.current);
  else if (event.key === "a" && isCommand) void selection.selectAll(keyboard.readAll);
  else if (event.key === "Escape" && selection.store.value.isOn) selection.clear();
  else return;
  event.preventDefault();
}

function moveTo(to: number, isSelecting: boolean, { currentRef, selection, move }: Keyboard) {
  if (isSelecting) {
    if (!selection.ids.size) selection.toggle(currentRef.current);
    selection.extend(to);
  }
  move(to);
}

/** Does nothing if the focus has moved meanwhile. */
async function moveToLast(from: number, isSelecting: boolean, keyboard: Keyboard) {
  const ids = (await keyboard.readAll()).map(({ id }) => id);
  const last = ids.length - 1;
  if (keyboard.currentRef.current !== from || last <= from) return;
  keyboard.selection.setList(ids); // it may not be rendered yet
  moveTo(last, isSelecting, keyboard);
}

function target(key: string, { currentRef: { current }, layout }: Keyboard): number | null {
  const last = layout.boxes.length - 1;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, current - 1);
    case "ArrowRight":
      return Math.min(last, current + 1);
    case "ArrowUp":
      return photoInRow(layout, current, -1);
    case "ArrowDown":
      return photoInRow(layout, current, 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
