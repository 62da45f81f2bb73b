import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { Confirm } from "../forms/confirm";
import { strings } from "../i18n/strings";
import { type Accessor, revokeCode } from "./documents";
import { nameOf } from "./format-code";

interface Properties {
  event: EventDetails;
  accessor: Accessor;
  onClose: () => void;
  onRevoked: () => void;
}

/** Confirms that a code is revoked. */
export function RevokeCode({ event, accessor, onClose, onRevoked }: Properties) {
  const revoke = async () => {
    await revokeCode(event.id, accessor.accessCode);
    showToast(strings.revoked);
    onRevoked();
  };
  return (
    <Confirm
      title={strings.revokeTitle(nameOf(accessor))}
      hint={strings.revokeHint}
      submit={strings.revoke}
      onConfirm={revoke}
      onClose={onClose}
    />
  );
}
