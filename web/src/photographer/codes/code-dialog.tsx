import { useState } from "preact/hooks";
import { common } from "../../i18n/common";
import { instant } from "../../i18n/numbers";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icons";
import { copyText } from "../copy-text";
import type { EventDetails } from "../events/documents";
import { strings } from "../i18n/strings";
import { printCards } from "./cards";
import { CodeSummary } from "./code-summary";
import type { Accessor } from "./documents";
import { EditCode } from "./edit-code";
import { formatCode } from "./format-code";
import { Qr } from "./qr";
import { RevokeCode } from "./revoke-code";

interface Properties {
  event: EventDetails;
  accessor: Accessor;
  onClose: () => void;
  onChanged: () => void;
}

/** One code, large enough to scan from the screen, with all its actions. */
export function CodeDialog({ event, accessor, onClose, onChanged }: Properties) {
  const [step, setStep] = useState<"show" | "edit" | "revoke">("show");
  const title = accessor.label ?? common.accessCode;
  const show = () => setStep("show");
  const end = () => {
    onChanged();
    onClose();
  };
  if (step === "edit") return <EditCode event={event} accessor={accessor} onClose={show} onSaved={onChanged} />;
  if (step === "revoke") return <RevokeCode event={event} accessor={accessor} onClose={show} onRevoked={end} />;
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="code-sheet">
        <Qr text={accessor.cardUrl} label={strings.qrOf(title)} />
        <p class="large-code">{formatCode(accessor.accessCode)}</p>
        <p class="quiet">
          <CodeSummary accessor={accessor} />
        </p>
        <p class="quiet">{strings.worksUntil(instant(event.expiresAt))}</p>
      </div>
      <Share event={event} accessor={accessor} />
      <div class="buttons">
        <Button icon="print" onClick={() => printCards(event, [accessor])}>
          {strings.printCard}
        </Button>
        {accessor.allPhotos ? null : (
          <a class="quiet-button" href={`/events/${event.id}/codes/${accessor.accessCode}`}>
            <Icon name="photos" />
            {strings.choosePhotos}
          </a>
        )}
        <Button onClick={() => setStep("edit")}>{strings.edit}</Button>
        <button type="button" class="quiet-button danger" onClick={() => setStep("revoke")}>
          {strings.revoke}
        </button>
      </div>
    </Dialog>
  );
}

function Share({ event, accessor }: { event: EventDetails; accessor: Accessor }) {
  const share = () =>
    // Closing the share sheet is not an error.
    navigator.share({ title: event.name, text: strings.shareText(event.name), url: accessor.url }).catch(() => {});
  return (
    <div class="buttons">
      <Button icon="copy" class="button" onClick={() => copyText(accessor.url)}>
        {strings.copyLink}
      </Button>
      <Button onClick={() => copyText(accessor.accessCode)}>{strings.copyCode}</Button>
      {"share" in navigator ? (
        <Button icon="share" onClick={share}>
          {strings.share}
        </Button>
      ) : null}
    </div>
  );
}
