import { dismiss, type Transfer, transfer } from "../downloads/transfer";
import { useStore } from "../store";
import { Icon } from "../ui/icons";
import { common } from "../words/common";
import { count, size } from "../words/numbers";
import { words } from "./words/words";

/** How far a download has come. */
export function Dock() {
  const current = useStore(transfer);
  return (
    <section class="dock" aria-label={common.download} hidden={!current}>
      <p role="status">{current ? title(current) : ""}</p>
      {current ? (
        <>
          <button
            type="button"
            class="round"
            aria-label={current.phase === "busy" ? common.cancel : common.close}
            onClick={dismiss}
          >
            <Icon name="close" />
          </button>
          {current.phase === "busy" ? <Progress transfer={current} /> : null}
          {current.proceed && current.phase !== "done" ? (
            <button type="button" class="button" onClick={current.proceed}>
              {current.phase === "ready" ? words.saveOnDevice : common.retry}
            </button>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function title({ phase, count }: Transfer): string {
  switch (phase) {
    case "busy":
      return words.saving(count);
    case "ready":
      return words.ready(count);
    case "done":
      return words.saved(count);
    case "failed":
      return words.notSaved;
    case "impossible":
      return words.cantZip;
  }
}

function Progress({ transfer }: { transfer: Transfer }) {
  const files = words.of(count(transfer.files), count(transfer.count));
  const bytes = words.of(size(transfer.bytes), size(transfer.totalBytes));
  return (
    <>
      <progress max={transfer.totalBytes} value={transfer.bytes} aria-label={words.saving(transfer.count)} />
      <p class="quiet">
        {files} · {bytes}
      </p>
      <p class="quiet">{words.keepOpen}</p>
    </>
  );
}
