import { useState } from "preact/hooks";
import { count } from "../../i18n/numbers";
import type { ListedAccessor } from "../codes/documents";
import { droppedPhotos, hasPhotos } from "./drag-photos";

interface Properties {
  person: ListedAccessor;
  name: string;
  /** Its number key. */
  number: number | null;
  /** Enter means this one. */
  isMeant: boolean;
  /** Whether the person's photos are shown. */
  isShown: boolean;
  onPress: () => void;
  onDrop: (photoIds: readonly string[]) => void;
}

/** A person in the list: a press gives the selected photos, and so does dropping photos here. */
export function PersonButton({ person, name, number, isMeant, isShown, onPress, onDrop }: Properties) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    if (!event.dataTransfer || !hasPhotos(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy"; // Firefox's own choice is none
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (!hasPhotos(event)) return;
    event.preventDefault();
    onDrop(droppedPhotos());
  };
  return (
    <button
      type="button"
      class="person"
      data-meant={isMeant || undefined}
      data-over={isOver || undefined}
      aria-pressed={isShown}
      onClick={onPress}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {number ? <kbd>{number}</kbd> : null}
      <span class="person-name">{name}</span>
      <span class="quiet">{count(person.photoCount)}</span>
    </button>
  );
}
