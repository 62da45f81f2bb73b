import { useLayoutEffect, useState } from "preact/hooks";
import { listen } from "../../ui/listen";
import { showToast } from "../../ui/toasts";
import { strings } from "../i18n/strings";
import { droppedFiles, hasFiles } from "./dropped-files";
import { withoutLeftOut } from "./left-out";
import { uploads } from "./queue";
import type { UploadEvent } from "./upload";

/** Accepts files and folders dropped anywhere on the page. */
export function DropZone({ event: { id, name } }: { event: UploadEvent }) {
  const [isOver, setOver] = useState(false);
  useLayoutEffect(() => {
    // Events come for each nested element. At depth 0 the pointer has left the page.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (hasFiles(event)) setOver(++depth > 0);
    };
    const leave = (event: DragEvent) => {
      if (hasFiles(event)) setOver(--depth > 0);
    };
    const drop = async (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!event.dataTransfer || !hasFiles(event)) return;
      const dropped = await droppedFiles(event.dataTransfer).catch(() => []);
      const files = withoutLeftOut(dropped);
      if (files.length) uploads.add({ id, name }, files);
      else if (!dropped.length) showToast(strings.nothingDropped, { isProblem: true });
    };
    return listen({ dragenter: enter, dragleave: leave, drop });
  }, [id, name]);
  return isOver ? (
    <div class="drop-zone">
      <p>{strings.dropHere(name)}</p>
    </div>
  ) : null;
}

/** Prevents browsers from opening a file that is dropped outside the drop zone. */
export function forbidStrayDrops() {
  for (const kind of ["dragover", "drop"] as const)
    addEventListener(kind, event => {
      if (hasFiles(event)) event.preventDefault();
    });
}
