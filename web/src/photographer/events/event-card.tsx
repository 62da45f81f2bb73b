import { Placeholder } from "../../grid/tile";
import { common } from "../../i18n/common";
import { size } from "../../i18n/numbers";
import { Countdown } from "../../ui/countdown";
import { Icon } from "../../ui/icons";
import type { ListedEvent } from "./documents";

interface Properties {
  event: ListedEvent;
  onExpired: () => void;
}

export function EventCard({ event, onExpired }: Properties) {
  const covers = event.photos.nodes.filter(({ status }) => status === "READY").slice(0, 3);
  return (
    <li class="event-card">
      <a href={`/events/${event.id}`}>
        <div class="covers" data-count={covers.length}>
          {covers.length ? (
            covers.map(photo => (
              <span key={photo.id} class="cover">
                <Placeholder placeholder={photo.placeholder} ratio={(photo.width ?? 1) / (photo.height ?? 1)} />
                <img src={photo.thumbnail?.url} alt="" decoding="async" />
              </span>
            ))
          ) : (
            <Icon name="photos" />
          )}
        </div>
        <h2>{event.name}</h2>
        <p class="quiet">
          {common.photos(event.photoCount)}
          {event.totalBytes ? ` · ${size(event.totalBytes)}` : null}
        </p>
        <div class="facts-line">
          <Countdown expiresAt={event.expiresAt} timeZone={event.timeZone} onExpired={onExpired} />
        </div>
      </a>
    </li>
  );
}
