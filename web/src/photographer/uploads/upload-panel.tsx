import { useState } from "preact/hooks";
import { common } from "../../i18n/common";
import { duration, size } from "../../i18n/numbers";
import { useStore } from "../../store";
import { Button, RoundButton } from "../../ui/button";
import { useOnline } from "../../ui/online";
import { showToast } from "../../ui/toasts";
import { strings } from "../i18n/strings";
import { CancelUploads } from "./cancel-uploads";
import { FilePickerButton } from "./file-picker";
import { uploads } from "./queue";
import { RefusedFiles } from "./refused-files";
import type { Status } from "./status";

/** Progress of the uploads. Stays mounted across screens. */
export function UploadPanel() {
  const status = useStore(uploads.status);
  const isOnline = useOnline();
  const [isCancelling, setCancelling] = useState(false);
  const { phase, missing, refused } = status;
  const isFinished = phase === "finished";
  return (
    <>
      <section class="panel uploads" aria-label={strings.uploads} hidden={phase === "idle"}>
        <div class="panel-head">
          <p class="panel-title">{title(status)}</p>
          {phase === "busy" && status.left ? <Button onClick={uploads.pause}>{strings.pause}</Button> : null}
          {phase === "paused" ? (
            <button type="button" class="button" onClick={uploads.resume}>
              {strings.resume}
            </button>
          ) : null}
          <RoundButton
            icon="close"
            label={isFinished ? common.close : strings.cancelUploads}
            onClick={() => (isFinished ? uploads.clear() : setCancelling(true))}
          />
        </div>
        {isFinished ? null : (
          <progress max={status.totalBytes || 1} value={status.bytes} aria-label={strings.uploads} />
        )}
        {isFinished ? null : <p class="quiet">{detail(status, isOnline)}</p>}
        {status.duplicate ? <p class="quiet">{strings.skipped(status.duplicate)}</p> : null}
        {missing ? (
          <div class="panel-missing">
            <p>{strings.missing(missing, status.total)}</p>
            <FilePickerButton label={strings.chooseAgain} onFiles={chooseMissing} />
          </div>
        ) : null}
        {refused.length ? <RefusedFiles refused={refused} /> : null}
        <p class="visually-hidden" role="status">
          {milestone(status)}
        </p>
      </section>
      {isCancelling ? <CancelUploads left={status.left + missing} onClose={() => setCancelling(false)} /> : null}
    </>
  );
}

async function chooseMissing(files: readonly File[]) {
  const others = await uploads.addMissing(files);
  if (others) showToast(strings.notTheSame(others), { isProblem: true });
}

function title({ phase, total, done, duplicate, left, refused }: Status): string {
  if (phase === "finished") return done + duplicate ? strings.uploaded(done) : strings.noneUploaded(refused.length);
  if (phase === "paused") return strings.paused;
  if (phase === "storageFull") return strings.waitingForSpace;
  return left ? strings.uploading(done + duplicate, total) : strings.interrupted;
}

function detail({ phase, bytes, totalBytes, bytesASecond, left }: Status, isOnline: boolean): string {
  const progress = common.of(size(bytes), size(totalBytes));
  if (phase === "signedOut") return strings.signInToResume;
  if (phase === "storageFull") return strings.storageFull;
  if (!isOnline) return `${progress} · ${strings.waitingForNetwork}`;
  if (phase === "paused" || !left || !bytesASecond) return progress;
  return `${progress} · ${strings.timeLeft(duration((totalBytes - bytes) / bytesASecond))} · ${strings.aSecond(size(bytesASecond))}`;
}

/** For screen readers: announces every tenth. */
function milestone(status: Status): string {
  const { phase, total, left, done, duplicate } = status;
  if (phase === "storageFull") return strings.storageFull;
  if (phase === "finished" || !left) return phase === "idle" ? "" : title(status);
  return strings.uploading(Math.floor(((done + duplicate) / total) * 10) * Math.ceil(total / 10), total);
}
