import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { Confirm } from "../forms/confirm";
import { strings } from "../i18n/strings";
import { type Accessor, revokeCode } from "./documents";
import { formatCode } from "./format-code";

interface Properties {
  event: EventDetails;
  accessor: Accessor;
  onClose: () => void;
  onRevoked: () => void;
}

/** Confirms that a code is revoked. */
export function RevokeCode({ event, accessor: { accessCode, label }, onClose, onRevoked }: Properties) {
  const revoke = async () => {
    await revokeCode(event.id, accessCode);
    showToast(strings.revoked);
    onRevoked();
  };
  return (
    <Confirm
      title={strings.revokeTitle(label ?? formatCode(accessCode))}
      hint={strings.revokeHint}
      submit={strings.revoke}
      onConfirm={revoke}
      onClose={onClose}
    />
  );
}
