import { useStore } from "../../store";
import { AddToCode } from "../codes/add-to-code";
import type { Accessor, ListedAccessor } from "../codes/documents";
import { IssueCode } from "../codes/issue-code";
import { DeletePhotos } from "./delete-photos";
import type { Desk } from "./desk";
import { filtered } from "./filters";
import { showPhoto } from "./show-photo";

export type DeskDialog = "issue" | "add" | "delete";

interface Properties extends Desk {
  dialog: DeskDialog | null;
  onClose: () => void;
}

/** Dialogs for the selected photos. */
export function DeskDialogs({ dialog, photos, people, selection, filter, onClose }: Properties) {
  const { event } = useStore(photos.store);
  const { ids } = useStore(selection.store);
  if (!event || !dialog) return null;
  const end = () => {
    const first = filtered(photos.store.value.photos, filter).findIndex(({ id }) => ids.has(id));
    void photos.refresh();
    selection.clear();
    if (filter === "unassigned") void showPhoto(() => first);
  };
  const issued = (code: Accessor) => {
    // At once: a load would move the others later, under the next press.
    if (!code.allPhotos) void photos.changeCode({ photoIds: ids, code, isAdded: true }, async () => code);
    void people.read();
    end();
  };
  const give = (code: ListedAccessor) => {
    void people.give(code, [...ids]);
    end();
  };
  switch (dialog) {
    case "issue":
      return <IssueCode event={event} photoIds={[...ids]} onClose={onClose} onIssued={issued} />;
    case "add":
      return <AddToCode people={people} onClose={onClose} onChosen={give} />;
    case "delete":
      return (
        <DeletePhotos
          eventId={event.id}
          photoIds={[...ids]}
          onClose={onClose}
          onDeleted={() => {
            selection.clear();
            void photos.read();
          }}
        />
      );
  }
}
