import { useState } from "preact/hooks";
import "./save-dialog.css";
import { size as sizeText } from "../i18n/numbers";
import { createStore, useStore } from "../store";
import { Dialog } from "../ui/dialog";
import { Choice } from "./choice";
import { deviceOf } from "./device";
import { bytesOf, isHeic, isReduced, type PhotoSource, type SavedFile, type SavedPhoto, type SavedSize } from "./file";
import { words } from "./i18n/strings";
import { LibraryButton } from "./library-button";
import { type Abilities, methodsFor, type SaveMethod } from "./methods";
import { filesOf, saveBy, sourceOf } from "./save";
import { WayOut } from "./way-out";

interface Properties {
  photos: readonly SavedPhoto[];
  source: PhotoSource;
}

const asked = createStore<Properties | null>(null);

/** Saves photos on the device. Opens a dialog if there is something to choose. */
export async function save(photos: readonly SavedPhoto[], source: PhotoSource) {
  if (!photos.length) return;
  const files = filesOf(photos, "FULL");
  const [method, ...others] = methodsFor(files, abilities(files));
  const isSimple =
    files.length === photos.length && !others.length && !hasSmaller(photos) && !hasLive(photos) && !wayOut(files);
  if (isSimple && method && method !== "share") await saveBy(method, files, sourceOf(source, "FULL"));
  else asked.set({ photos, source });
}

const hasSmaller = (photos: readonly SavedPhoto[]) => photos.some(isReduced);

const hasLive = (photos: readonly SavedPhoto[]) => photos.some(({ livePhotoVideo }) => livePhotoVideo);

const abilities = (files: readonly SavedFile[]): Abilities => ({
  ...deviceOf(navigator),
  canShare: Boolean(
    files[0] && navigator.canShare?.({ files: [new File([], files[0].name, { type: files[0].contentType })] }),
  ),
  hasServiceWorkers: "serviceWorker" in navigator,
});

/** The app whose browser can't save these files, or null. */
const wayOut = (files: readonly SavedFile[]) =>
  methodsFor(files, abilities(files))[0] === "share" ? null : deviceOf(navigator).inApp;

export function SaveDialog() {
  const request = useStore(asked);
  return request ? <Choices {...request} /> : null;
}

function Choices({ photos, source }: Properties) {
  const [size, setSize] = useState<SavedSize>("FULL");
  const [live, setLive] = useState<"photo" | "both">("photo");
  const close = () => asked.set(null);
  const files = filesOf(photos, size, live === "both");
  const chosen = sourceOf(source, size, live === "both");
  const app = wayOut(files);
  const missing = photos.length - filesOf(photos, size).length;
  const heics = deviceOf(navigator).opensHeic ? 0 : files.filter(({ contentType }) => isHeic(contentType)).length;
  const videos = photos.filter(({ contentType }) => contentType.startsWith("video/")).length;
  return (
    <Dialog title={words.save(photos.length)} onClose={close}>
      {app ? <WayOut {...app} platform={deviceOf(navigator).platform} /> : null}
      {hasSmaller(photos) ? (
        <Choice
          legend={words.size}
          value={size}
          onChoose={setSize}
          options={(["FULL", "SHARING"] as const).map(value => ({
            value,
            label: value === "FULL" ? words.fullSize : words.forSharing,
            detail: sizeText(bytesOf(filesOf(photos, value, live === "both"))),
          }))}
        />
      ) : null}
      {hasLive(photos) ? (
        <Choice
          legend={words.livePhotos}
          value={live}
          onChoose={setLive}
          options={(["photo", "both"] as const).map(value => ({
            value,
            label: value === "photo" ? words.livePhoto : words.livePhotoAndVideo,
            detail: sizeText(bytesOf(filesOf(photos, size, value === "both"))),
          }))}
        />
      ) : null}
      {size === "SHARING" && videos ? <p class="quiet">{words.videosStay(videos)}</p> : null}
      {size === "FULL" && heics ? <p class="quiet">{words.heic(heics)}</p> : null}
      {missing ? <p class="quiet">{words.withoutOriginal(missing)}</p> : null}
      <div class="save-methods">
        {(files.length ? methodsFor(files, abilities(files)) : []).map((method, index) =>
          method === "share" ? (
            <LibraryButton key={size + live} files={files} source={chosen} onDone={close} />
          ) : (
            <button
              key={method}
              type="button"
              class={index || app ? "quiet-button" : "button"}
              autofocus={!index && !app}
              onClick={() => {
                close();
                void saveBy(method, files, chosen);
              }}
            >
              {label(method, files)}
            </button>
          ),
        )}
      </div>
    </Dialog>
  );
}

function label(method: SaveMethod, { length }: readonly SavedFile[]): string {
  return method === "each" ? words.download(length) : words.downloadZip;
}
