import { useState } from "preact/hooks";
import { common } from "../../i18n/common";
import { duration, size } from "../../i18n/numbers";
import { useStore } from "../../store";
import { Icon } from "../../ui/icons";
import { useOnline } from "../../ui/online";
import { showToast } from "../../ui/toasts";
import { words } from "../i18n/words";
import { CancelUploads } from "./cancel-uploads";
import { FilePickerButton } from "./file-picker";
import { uploads } from "./queue";
import { RefusedFiles } from "./refused-files";
import type { Status } from "./status";

/** How far the uploads have come. It stays where it is while one goes from screen to screen. */
export function UploadDock() {
  const status = useStore(uploads.status);
  const isOnline = useOnline();
  const [isGivingUp, setGivingUp] = useState(false);
  const { phase, missing, refused } = status;
  const isFinished = phase === "finished";
  return (
    <>
      <section class="dock uploads" aria-label={words.uploads} hidden={phase === "idle"}>
        <div class="dock-head">
          <p class="dock-title">{title(status)}</p>
          {phase === "busy" && status.left ? (
            <button type="button" class="quiet-button" onClick={uploads.pause}>
              {words.pause}
            </button>
          ) : null}
          {phase === "paused" ? (
            <button type="button" class="button" onClick={uploads.resume}>
              {words.goOn}
            </button>
          ) : null}
          <button
            type="button"
            class="round"
            aria-label={isFinished ? common.close : words.giveUp}
            onClick={() => (isFinished ? uploads.clear() : setGivingUp(true))}
          >
            <Icon name="close" />
          </button>
        </div>
        {isFinished ? null : (
          <progress max={status.totalBytes || 1} value={status.bytes} aria-label={words.uploads} />
        )}
        {isFinished ? null : <p class="quiet">{detail(status, isOnline)}</p>}
        {status.known ? <p class="quiet">{words.skipped(status.known)}</p> : null}
        {missing ? (
          <div class="dock-missing">
            <p>{words.missing(missing, status.total)}</p>
            <FilePickerButton label={words.chooseAgain} onFiles={chooseAgain} />
          </div>
        ) : null}
        {refused.length ? <RefusedFiles refused={refused} /> : null}
        <p class="unseen" role="status">
          {milestone(status)}
        </p>
      </section>
      {isGivingUp ? <CancelUploads left={status.left + missing} onClose={() => setGivingUp(false)} /> : null}
    </>
  );
}

async function chooseAgain(files: readonly File[]) {
  const others = await uploads.addAgain(files);
  if (others) showToast(words.notTheSame(others), { isProblem: true });
}

function title({ phase, total, done, known, left, refused }: Status): string {
  if (phase === "finished") return done + known ? words.uploaded(done) : words.noneUploaded(refused.length);
  if (phase === "paused") return words.paused;
  return left ? words.uploading(done + known, total) : words.interrupted;
}

function detail({ phase, bytes, totalBytes, bytesASecond, left }: Status, isOnline: boolean): string {
  const progress = words.of(size(bytes), size(totalBytes));
  if (phase === "signedOut") return words.signInToGoOn;
  if (!isOnline) return `${progress} · ${words.waitingForNetwork}`;
  if (phase === "paused" || !left || !bytesASecond) return progress;
  return `${progress} · ${words.timeLeft(duration((totalBytes - bytes) / bytesASecond))} · ${words.aSecond(size(bytesASecond))}`;
}

/** For those who do not see it: each tenth is enough. */
function milestone(status: Status): string {
  const { phase, total, left, done, known } = status;
  if (phase === "finished" || !left) return phase === "idle" ? "" : title(status);
  return words.uploading(Math.floor(((done + known) / total) * 10) * Math.ceil(total / 10), total);
}
