import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { Confirm } from "../forms/confirm";
import { words } from "../i18n/words";
import { type Accessor, revokeCode } from "./documents";
import { formatCode } from "./format-code";

interface Properties {
  event: EventDetails;
  accessor: Accessor;
  onClose: () => void;
  onRevoked: () => void;
}

/** Asks before a code ends for good. */
export function RevokeCode({ event, accessor: { accessCode, label }, onClose, onRevoked }: Properties) {
  const revoke = async () => {
    await revokeCode(event.id, accessCode);
    showToast(words.revoked);
    onRevoked();
  };
  return (
    <Confirm
      title={words.revokeTitle(label ?? formatCode(accessCode))}
      hint={words.revokeHint}
      submit={words.revoke}
      onConfirm={revoke}
      onClose={onClose}
    />
  );
}
