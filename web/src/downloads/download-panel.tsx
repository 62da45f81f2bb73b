import { common } from "../i18n/common";
import { errorText } from "../i18n/error-text";
import { count, size } from "../i18n/numbers";
import { useStore } from "../store";
import { RoundButton } from "../ui/button";
import { words } from "./i18n/strings";
import { dismiss, type Transfer, transfer } from "./transfer";

/** Progress of a download. */
export function DownloadPanel() {
  const current = useStore(transfer);
  const isUnderWay = current?.phase === "busy" || current?.phase === "preparing";
  return (
    <section class="panel" aria-label={common.download} hidden={!current}>
      <p role="status">{current ? title(current) : ""}</p>
      {current ? (
        <>
          <RoundButton icon="close" label={isUnderWay ? common.cancel : common.close} onClick={dismiss} />
          {isUnderWay ? <Progress transfer={current} /> : null}
          {current.proceed && current.phase !== "done" ? (
            <button type="button" class="button" onClick={current.proceed}>
              {nextStep(current)}
            </button>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function title({ phase, count, totalBytes, problem }: Transfer): string {
  switch (phase) {
    case "busy":
      return words.saving(count);
    case "preparing":
      return words.preparing(count);
    case "handed":
      return words.handed(size(totalBytes));
    case "done":
      return words.saved(count);
    case "failed":
      return problem ? errorText(problem) : words.broken;
  }
}

const nextStep = ({ phase }: Transfer) => (phase === "handed" ? words.saveAgain : common.retry);

function Progress({ transfer }: { transfer: Transfer }) {
  const files = common.of(count(transfer.files), count(transfer.count));
  const bytes = common.of(size(transfer.bytes), size(transfer.totalBytes));
  return (
    <>
      <progress max={transfer.totalBytes} value={transfer.bytes} aria-label={title(transfer)} />
      <p class="quiet">{transfer.phase === "busy" ? `${files} · ${bytes}` : bytes}</p>
      <p class="quiet">{transfer.needsPage ? words.keepOpen : words.mayLeave}</p>
    </>
  );
}
