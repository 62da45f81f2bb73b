import { Confirm } from "../forms/confirm";
import { words } from "../i18n/words";
import { uploads } from "./queue";

/** Asks before what is left is let go of. */
export function CancelUploads({ left, onClose }: { left: number; onClose: () => void }) {
  const giveUp = async () => {
    uploads.clear();
    onClose();
  };
  return (
    <Confirm
      title={words.giveUp}
      hint={words.giveUpHint(left)}
      submit={words.giveUp}
      cancel={words.goOn}
      onConfirm={giveUp}
      onClose={onClose}
    />
  );
}
