import { Dialog } from "../../ui/dialog";
import { say } from "../../ui/toasts";
import { common } from "../../words/common";
import type { EventDetails } from "../events/documents";
import { Form } from "../forms/form";
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
    <Dialog title={words.revokeTitle(label ?? spaced(accessCode))} onClose={onClose}>
      <p>{words.revokeHint}</p>
      <Form submit={words.revoke} onSubmit={revoke} isDangerous>
        <button type="button" class="quiet-button" onClick={onClose}>
          {common.cancel}
        </button>
      </Form>
    </Dialog>
  );
}
