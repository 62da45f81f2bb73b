import { Icon } from "../../ui/icons";
import { secondsBetween } from "./changes";
import { listed, shortGap } from "./describe";
import type { Assigned, SortedPhoto } from "./documents";
import { words } from "./i18n/strings";
import { Thumb } from "./thumb";

interface Properties {
  /** With the cards, in order of time. */
  photos: readonly SortedPhoto[];
  assigned: readonly Assigned[];
  chosen: ReadonlySet<string>;
  onChoose: (ids: ReadonlySet<string>) => void;
  /** A series is to begin with this photo. */
  onSplit: (photoId: string) => void;
}

/** The photos of a series with the time that passes between them. A gap splits; photos are chosen to be moved. */
export function SeriesPhotos({ photos, assigned, chosen, onChoose, onSplit }: Properties) {
  const owners = new Map(assigned.flatMap(each => each.photos.map(({ id }) => [id, newOwner(each)] as const)));
  const toggle = (id: string) => {
    const ids = new Set(chosen);
    if (!ids.delete(id)) ids.add(id);
    onChoose(ids);
  };
  const move = (event: KeyboardEvent & { currentTarget: Element }) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-photo]")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[Math.max(0, at + step)]?.focus();
  };
  return (
    <ul class="series-strip" onKeyDown={move}>
      {photos.map((photo, index) => {
        const seconds = secondsBetween(photos[index - 1], photo);
        const gap = seconds === null ? "" : shortGap(seconds);
        return (
          <li key={photo.id}>
            {index ? (
              <button
                type="button"
                class="series-gap"
                aria-label={words.splitAt(gap, photo.filename)}
                title={words.splitHere}
                onClick={() => onSplit(photo.id)}
              >
                <span>{gap}</span>
                <Icon name="split" />
              </button>
            ) : null}
            <button
              type="button"
              class="series-photo"
              data-photo={photo.id}
              aria-pressed={chosen.has(photo.id)}
              aria-label={[
                photo.isCard ? words.cardPhoto(photo.filename) : words.select(photo.filename),
                owners.get(photo.id),
              ]
                .filter(Boolean)
                .join(": ")}
              onClick={() => toggle(photo.id)}
            >
              <Thumb photo={photo} />
              {owners.has(photo.id) ? <span class="series-moved">{owners.get(photo.id)}</span> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Whose a photo is that was taken from its series. */
function newOwner({ accessors, everybody }: Assigned): string {
  if (everybody) return words.forEverybody;
  return accessors.length ? listed(accessors) : words.forNobody;
}
