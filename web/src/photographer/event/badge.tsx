import { Icon } from "../../ui/icons";
import { strings } from "../i18n/strings";
import type { EventPhoto } from "./documents";
import { rejectionOf } from "./rejection";

interface Properties {
  photo: EventPhoto;
  /** Whether viewers get photos without locations. */
  stripLocation?: boolean;
}

/** Marks a photo that is pending, rejected, or available to viewers as a preview only. */
export function Badge({ photo, stripLocation = false }: Properties) {
  const { status, filename, locationMayRemain } = photo;
  if (status === "READY")
    return stripLocation && locationMayRemain ? <span class="badge-note">{strings.previewOnly}</span> : null;
  return (
    <span class="badge" data-rejected={status === "REJECTED" || undefined}>
      {status === "REJECTED" ? <Icon name="warning" /> : <span class="spinner" />}
      <span class="badge-name">{filename}</span>
      <span class="badge-text">{status === "REJECTED" ? rejectionOf(photo) : strings.status[status]}</span>
    </span>
  );
}
