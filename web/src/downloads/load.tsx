import type { ComponentType } from "preact";
import { Problem } from "../api/problem";
import { errorText } from "../i18n/error-text";
import { createStore, useStore } from "../store";
import { showToast } from "../ui/toasts";
import type { DownloadSource, SavedFile } from "./file";

const panel = createStore<ComponentType | null>(null);

/** Loaded after the first photos, with its texts. Rejects if the network fails. */
async function load() {
  const [{ save }, { DownloadPanel }, { loadDownloadStrings }] = await Promise.all([
    import("./save"),
    import("./download-panel"),
    import("./i18n/strings"),
  ]);
  await loadDownloadStrings();
  panel.set(DownloadPanel);
  return save;
}

/** Loads ahead of the first download. */
export const prepareDownloads = () => load().catch(() => undefined);

/** Saves photos on the device. */
export async function save(files: readonly SavedFile[], source: DownloadSource) {
  const start = await load().catch(() => showToast(errorText(new Problem("OFFLINE")), { isProblem: true }));
  await start?.(files, source);
}

/** Progress of a download, once they are loaded. */
export function Downloads() {
  const Panel = useStore(panel);
  return Panel ? <Panel /> : null;
}
