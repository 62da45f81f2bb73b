import { useEffect, useRef, useState } from "preact/hooks";
import { common } from "../../i18n/common";
import { size } from "../../i18n/numbers";
import { Button } from "../../ui/button";
import { Countdown } from "../../ui/countdown";
import { Icon } from "../../ui/icons";
import { copyText } from "../copy-text";
import type { EventDetails } from "../events/documents";
import { EditEvent } from "../events/edit-event";
import { strings } from "../i18n/strings";

interface Properties {
  event: EventDetails;
  tab: "photos" | "codes" | "sorting" | "cameras";
  onChanged: () => void;
}

/** The event's name, expiry and link, and the tabs of its screens. */
export function EventHeader({ event, tab, onChanged }: Properties) {
  const [isEditing, setEditing] = useState(false);
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone, the tabs are wider than the screen.
    const current = tabs.current?.querySelector<HTMLElement>("[aria-current]");
    if (tabs.current && current) tabs.current.scrollLeft = current.offsetLeft - tabs.current.offsetLeft;
  }, [tab]);
  const address = `${location.host}/${event.publicUrl}`;
  const copy = () => copyText(`${location.origin}/${event.publicUrl}`);
  return (
    <>
      <header class="page-head event-head">
        <h1>{event.name}</h1>
        <Button icon="edit" onClick={() => setEditing(true)}>
          <span class="wide-only">{strings.editEvent}</span>
        </Button>
        <div class="facts-line">
          <Countdown expiresAt={event.expiresAt} timeZone={event.timeZone} onExpired={onChanged} />
          <span class="quiet">
            {common.photos(event.photoCount)}
            {event.totalBytes ? ` · ${size(event.totalBytes)}` : null}
          </span>
          <button type="button" class="link quiet" onClick={copy} aria-label={strings.copyLinkOf(address)}>
            <span class="wide-only">{address}</span>
            <Icon name="copy" />
          </button>
        </div>
      </header>
      <nav class="tabs" aria-label={event.name} ref={tabs}>
        <a href={`/events/${event.id}`} aria-current={tab === "photos" ? "page" : undefined}>
          {strings.photos}
        </a>
        <a href={`/events/${event.id}/codes`} aria-current={tab === "codes" ? "page" : undefined}>
          {strings.codes}
        </a>
        <a href={`/events/${event.id}/sorting`} aria-current={tab === "sorting" ? "page" : undefined}>
          {strings.sorting}
        </a>
        <a href={`/events/${event.id}/cameras`} aria-current={tab === "cameras" ? "page" : undefined}>
          {strings.cameras}
        </a>
      </nav>
      {isEditing ? <EditEvent event={event} onClose={() => setEditing(false)} onSaved={onChanged} /> : null}
    </>
  );
}
