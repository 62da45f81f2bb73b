import { Confirm } from "../forms/confirm";
import { strings } from "../i18n/strings";
import { uploads } from "./queue";

/** Confirms that the remaining uploads are cancelled. */
export function CancelUploads({ left, onClose }: { left: number; onClose: () => void }) {
  const cancel = async () => {
    uploads.clear();
    onClose();
  };
  return (
    <Confirm
      title={strings.cancelUploads}
      hint={strings.cancelUploadsHint(left)}
      submit={strings.cancelUploads}
      cancel={strings.keepUploading}
      onConfirm={cancel}
      onClose={onClose}
    />
  );
}
