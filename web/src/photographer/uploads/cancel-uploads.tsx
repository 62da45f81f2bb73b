import { Confirm } from "../forms/confirm";
import { strings } from "../i18n/strings";
import { uploads } from "./queue";

/** Asks before what is left is let go of. */
export function CancelUploads({ left, onClose }: { left: number; onClose: () => void }) {
  const giveUp = async () => {
    uploads.clear();
    onClose();
  };
  return (
    <Confirm
      title={strings.giveUp}
      hint={strings.giveUpHint(left)}
      submit={strings.giveUp}
      cancel={strings.goOn}
      onConfirm={giveUp}
      onClose={onClose}
    />
  );
}
