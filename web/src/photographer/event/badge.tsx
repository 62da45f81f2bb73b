import type { ComponentChildren } from "preact";
import { useStore } from "../../store";
import { Icon } from "../../ui/icons";
import { strings } from "../i18n/strings";
import { LocalPicture } from "../uploads/local-picture";
import { uploads } from "../uploads/queue";
import type { Upload } from "../uploads/upload";
import type { EventPhoto } from "./documents";
import { rejectionOf } from "./rejection";

interface Properties {
  photo: EventPhoto;
  /** Whether viewers get photos without locations. */
  stripLocation?: boolean;
}

/** Marks a photo that is on its way, rejected, a QR card, or available to viewers as a preview only. */
export function Badge({ photo, stripLocation = false }: Properties) {
  const { status, locationMayRemain, isCard } = photo;
  if (status === "READY") {
    if (isCard) return <span class="badge-note">{strings.cardHidden}</span>;
    return stripLocation && locationMayRemain ? <span class="badge-note">{strings.previewOnly}</span> : null;
  }
  if (status === "REJECTED")
    return (
      <Cover filename={photo.filename} isRejected icon={<Icon name="warning" />}>
        {rejectionOf(photo)}
      </Cover>
    );
  return <Unfinished photo={photo} />;
}

/** A photo that is being uploaded or prepared: its picture from this device, if there is one, and how far it is. */
function Unfinished({ photo: { id, filename, status } }: { photo: EventPhoto }) {
  useStore(uploads.status);
  const upload = uploads.ofPhoto(id);
  const isSending = upload?.stage === "sending" && status === "UPLOADING";
  return (
    <>
      {upload ? <LocalPicture file={upload.file} /> : null}
      <Cover filename={filename} icon={isSending ? <Sent upload={upload} /> : <span class="spinner" />}>
        {strings.photoStates[status === "PROCESSING" ? "preparing" : stateOf(upload, id)]}
      </Cover>
    </>
  );
}

/** What this page knows of a photo that nobody prepares yet. */
function stateOf(upload: Upload | undefined, id: string) {
  if (uploads.hasArrived(id)) return "arrived";
  if (!upload) return "elsewhere";
  return upload.stage === "sending" ? "sending" : "waiting";
}

const Sent = ({ upload }: { upload: Upload }) => (
  <progress max={upload.sizeBytes || 1} value={upload.sentBytes} aria-label={strings.photoStates.sending} />
);

interface CoverProperties {
  filename: string;
  isRejected?: boolean;
  icon: ComponentChildren;
  children: ComponentChildren;
}

const Cover = ({ filename, isRejected, icon, children }: CoverProperties) => (
  <span class="badge" data-rejected={isRejected}>
    {icon}
    <span class="badge-name">{filename}</span>
    <span class="badge-text">{children}</span>
  </span>
);
