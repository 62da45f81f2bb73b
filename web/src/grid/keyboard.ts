import { beside, type Layout } from "./layout";
import type { Selection } from "./selection";

interface Keyboard {
  /** Of the photo that has the focus. */
  place: { readonly current: number };
  layout: Layout;
  selection: Selection;
  whole: () => Promise<readonly { id: string }[]>;
  move: (index: number) => void;
  onOpen: (index: number) => void;
}

/** Moving, opening and selecting by keys; what means nothing here is left to the browser. */
export function selectByKey(event: KeyboardEvent, keyboard: Keyboard) {
  const { place, selection, onOpen } = keyboard;
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.altKey || (isCommand && event.key !== "a")) return;
  const to = target(event.key, keyboard);
  if (to !== null) {
    go(to, event.shiftKey, keyboard);
    if (event.key === "End") void goToTheVeryEnd(to, event.shiftKey, keyboard);
  } else if (event.key === " ") selection.toggle(place.current);
  else if (event.key === "Enter") onOpen(place.current);
  else if (event.key === "a" && isCommand) void selection.chooseAll(keyboard.whole);
  else if (event.key === "Escape" && selection.store.value.isOn) selection.clear();
  else return;
  event.preventDefault();
}

function go(to: number, isSelecting: boolean, { place, selection, move }: Keyboard) {
  if (isSelecting) {
    if (!selection.ids.size) selection.toggle(place.current);
    selection.extend(to);
  }
  move(to);
}

/** Whoever has gone elsewhere meanwhile stays there. */
async function goToTheVeryEnd(from: number, isSelecting: boolean, keyboard: Keyboard) {
  const ids = (await keyboard.whole()).map(({ id }) => id);
  const last = ids.length - 1;
  if (keyboard.place.current !== from || last <= from) return;
  keyboard.selection.list(ids); // it may not have been drawn yet
  go(last, isSelecting, keyboard);
}

function target(key: string, { place: { current }, layout }: Keyboard): number | null {
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
