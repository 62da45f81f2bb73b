import type { ComponentType } from "preact";
import { Problem } from "../api/problem";
import { errorText } from "../i18n/error-text";
import { createStore, useStore } from "../store";
import { showToast } from "../ui/toasts";
import type { PhotoSource, SavedPhoto } from "./file";

const views = createStore<readonly ComponentType[]>([]);

/** Loaded after the first photos, with its texts. Rejects if the network fails. */
async function load() {
  const { DownloadPanel, SaveDialog, loadDownloadStrings, save } = await import("./parts");
  await loadDownloadStrings();
  views.set([DownloadPanel, SaveDialog]);
  return save;
}

/** Loads ahead of the first download. */
export const prepareDownloads = () => load().catch(() => undefined);

/** Saves photos on the device. */
export async function save(photos: readonly SavedPhoto[], source: PhotoSource) {
  const start = await load().catch(() => showToast(errorText(new Problem("OFFLINE")), { isProblem: true }));
  await start?.(photos, source);
}

/** The progress and the dialog of downloads, once they are loaded. */
export function Downloads() {
  const shown = useStore(views);
  return (
    <>
      {shown.map((View, index) => (
        <View key={index} />
      ))}
    </>
  );
}
