import { Dialog } from "../../ui/dialog";
import { words } from "../words/words";
import { uploads } from "./queue";

/** Asks before what is left is let go of. */
export function GiveUp({ left, onClose }: { left: number; onClose: () => void }) {
  const giveUp = () => {
    uploads.clear();
    onClose();
  };
  return (
    <Dialog title={words.giveUp} onClose={onClose}>
      <p>{words.giveUpHint(left)}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={onClose}>
          {words.goOn}
        </button>
        <button type="button" class="button danger" onClick={giveUp}>
          {words.giveUp}
        </button>
      </div>
    </Dialog>
  );
}
