import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { undoLast } from "./actions";
import { words } from "./i18n/strings";
import { useReview } from "./review-context";

/** Takes back the last change. */
export function UndoButton() {
  const { sorting } = useReview();
  const { undoable } = useStore(sorting.store);
  return (
    <Button
      aria-disabled={!undoable}
      aria-label={undoable ? words.undoOf(undoable) : undefined}
      onClick={() => undoable && undoLast(sorting)}
    >
      {words.undo}
    </Button>
  );
}
