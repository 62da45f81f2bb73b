import { say } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { Confirm } from "../forms/confirm";
import { words } from "../words/words";
import { type Accessor, revokeCode } from "./documents";
import { spaced } from "./spaced";

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
    say(words.revoked);
    onRevoked();
  };
  return (
    <Confirm
      title={words.revokeTitle(label ?? spaced(accessCode))}
      hint={words.revokeHint}
      submit={words.revoke}
      onConfirm={revoke}
      onClose={onClose}
    />
  );
}
