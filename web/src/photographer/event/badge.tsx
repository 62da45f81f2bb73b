import { Icon } from "../../ui/icons";
import { words } from "../words/words";
import type { EventPhoto } from "./documents";
import { rejectionOf } from "./rejection";

/** Over a photo that viewers do not see yet, or never will. */
export function Badge({ photo }: { photo: EventPhoto }) {
  const { status, filename } = photo;
  if (status === "READY") return null;
  return (
    <span class="badge" data-rejected={status === "REJECTED" || undefined}>
      {status === "REJECTED" ? <Icon name="warning" /> : <span class="spinner" />}
      <span class="badge-name">{filename}</span>
      <span class="badge-text">{status === "REJECTED" ? rejectionOf(photo) : words.status[status]}</span>
    </span>
  );
}
