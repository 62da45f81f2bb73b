import { strings } from "../i18n/strings";

const TYPE = "application/x-imgsh-photos";

/** What is dragged. Read by the target: `DataTransfer` can hold only text. */
let dragged: readonly string[] = [];

/** Lets the mouse drag the tile under it. A finger scrolls, and selects by a long press. */
export function allowDrag({ target, pointerType }: PointerEvent) {
  const tile = target instanceof Element ? target.closest<HTMLElement>(".tile") : null;
  if (tile) tile.draggable = pointerType === "mouse";
}

/** Begins to drag photos, with their number under the pointer. */
export function beginDrag(event: DragEvent, photoIds: readonly string[]) {
  if (!event.dataTransfer || !photoIds.length) return;
  dragged = photoIds;
  event.dataTransfer.setData(TYPE, "");
  event.dataTransfer.effectAllowed = "copy";
  const label = Object.assign(document.createElement("div"), {
    className: "drag-label",
    textContent: strings.selectedPhotos(photoIds.length),
  });
  document.body.append(label);
  event.dataTransfer.setDragImage(label, -12, -12);
  setTimeout(() => label.remove()); // the browser has drawn it by then
}

/** Whether photos of this page are dragged, and not files. */
export const hasPhotos = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes(TYPE) ?? false;

export const droppedPhotos = () => dragged;
