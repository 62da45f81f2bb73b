import { useRef } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { strings } from "../i18n/strings";
import { withoutLeftOut } from "./left-out";
import { uploads } from "./queue";
import type { UploadEvent } from "./upload";

/** With these types iOS converts photos to JPEG. */
const ACCEPT = "image/*,video/*";

interface Properties {
  label: string;
  isFolder?: boolean;
  onFiles: (files: readonly File[]) => void;
}

/** Opens the system's file or folder picker. */
export function FilePickerButton({ label, isFolder = false, onFiles }: Properties) {
  const input = useRef<HTMLInputElement>(null);
  const take = () => {
    const files = withoutLeftOut([...(input.current?.files ?? [])]);
    if (input.current) input.current.value = ""; // allows the same files to be chosen again
    if (files.length) onFiles(files);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={isFolder ? undefined : ACCEPT}
        {...(isFolder && { webkitdirectory: true })}
        aria-label={label}
        onChange={take}
      />
      <button
        type="button"
        class={isFolder ? "quiet-button folder-picker" : "button"}
        onClick={() => input.current?.click()}
      >
        {isFolder ? null : <Icon name="plus" />}
        <span>{label}</span>
      </button>
    </>
  );
}

/** Buttons to add files or a folder. Phones have no folders: CSS hides that button. */
export function AddButtons({ event }: { event: UploadEvent }) {
  const add = (files: readonly File[]) => uploads.add({ id: event.id, name: event.name }, files);
  const hasFolders = "webkitdirectory" in HTMLInputElement.prototype;
  return (
    <div class="add-buttons">
      {hasFolders ? <FilePickerButton label={strings.addFolder} isFolder onFiles={add} /> : null}
      <FilePickerButton label={strings.addPhotos} onFiles={add} />
    </div>
  );
}
