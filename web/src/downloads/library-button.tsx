import { useEffect, useState } from "preact/hooks";
import { common } from "../i18n/common";
import { size } from "../i18n/numbers";
import { useStore } from "../store";
import { showToast } from "../ui/toasts";
import type { DownloadSource, SavedFile } from "./file";
import { words } from "./i18n/strings";
import { type LibraryState, PhotoLibrary } from "./photo-library";

interface Properties {
  files: readonly SavedFile[];
  source: DownloadSource;
  onDone: () => void;
}

/** Saves to the photo library, batch by batch. Mount it anew for other files. */
export function LibraryButton({ files, source, onDone }: Properties) {
  const [library] = useState(() => new PhotoLibrary(files, source));
  const state = useStore(library.state);
  useEffect(() => {
    void library.loadAhead();
    return () => library.cancel();
  }, [library]);
  useEffect(() => {
    if (state.phase !== "done") return;
    showToast(words.saved(files.length));
    onDone();
  }, [state.phase]);
  const isLoading = state.phase === "loading";
  return (
    <>
      <button type="button" class="button" autofocus aria-disabled={isLoading} onClick={() => library.press()}>
        {label(state)}
      </button>
      {isLoading ? (
        <>
          <progress max={state.totalBytes} value={state.loadedBytes} aria-label={words.loading} />
          <p class="quiet">{common.of(size(state.loadedBytes), size(state.totalBytes))}</p>
        </>
      ) : null}
      <p class="quiet" role="status">
        {hint(state)}
      </p>
    </>
  );
}

function label({ phase, from, to, files, totalBytes }: LibraryState): string {
  if (phase === "failed") return common.retry;
  if (phase === "download") return words.downloadLarge(size(totalBytes));
  return words.toPhotos(from, to, files);
}

function hint({ phase, from, to }: LibraryState): string {
  if (phase === "failed") return words.broken;
  if (phase === "download") return words.tooLarge;
  return phase === "loading" ? words.loading : words.tapSave(to - from + 1);
}
