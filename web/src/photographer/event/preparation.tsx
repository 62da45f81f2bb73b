import { useRef } from "preact/hooks";
import { count } from "../../i18n/numbers";
import { useStore } from "../../store";
import { strings } from "../i18n/strings";
import { uploads } from "../uploads/queue";
import type { EventPhoto } from "./documents";
import { isUnfinished } from "./filters";

/** How many of the photos that have arrived, since all were prepared the last time, are prepared by now. */
export function Preparation({ photos }: { photos: readonly EventPhoto[] }) {
  const { left } = useStore(uploads.status);
  const seen = useRef(new Set<string>());
  const finished = useRef(new Set<string>());
  for (const { id, status } of photos)
    if ((status === "PROCESSING" || uploads.hasArrived(id)) && !finished.current.has(id)) seen.current.add(id);
  const all = photos.filter(({ id }) => seen.current.has(id));
  const waiting = all.filter(isUnfinished);
  if (!waiting.length && !left) {
    for (const { id } of all) finished.current.add(id);
    seen.current.clear();
  }
  if (!waiting.length) return null;
  const [total, done] = [all.length, all.length - waiting.length];
  const isBegun = done > 0 || waiting.some(({ status }) => status === "PROCESSING");
  return (
    <p class="preparation quiet">
      <progress max={total} value={done} aria-hidden="true" />
      {isBegun ? strings.preparing(count(done), count(total)) : strings.waitingToBePrepared(total)}
    </p>
  );
}
