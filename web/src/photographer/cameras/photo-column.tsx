import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "../../ui/button";
import type { CameraPhoto } from "./documents";
import { words } from "./i18n/strings";
import { moment } from "./texts";
import type { CameraPhotos } from "./use-camera-photos";

interface Properties {
  label: string;
  source: CameraPhotos;
  timeZone: string;
  chosenId: string | undefined;
  onChoose: (photo: CameraPhoto) => void;
  children?: ComponentChildren;
}

/** One camera's photos by time, of which one is chosen. Radio buttons: arrow keys choose, screen readers know them. */
export function PhotoColumn({ label, source, timeZone, chosenId, onChoose, children }: Properties) {
  const photos = source.shown?.photos ?? [];
  const hasMore = Boolean(source.shown?.after);
  const name = useId();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && source.readMore(), {
      rootMargin: "600px",
    });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [photos.length, hasMore]);
  return (
    <section class="photo-column">
      {children}
      <fieldset class="column-photos">
        <legend class="visually-hidden">{label}</legend>
        {photos.map(photo => (
          <label key={photo.id} class="column-photo" title={photo.filename}>
            <input
              type="radio"
              class="visually-hidden"
              name={name}
              checked={photo.id === chosenId}
              onChange={() => onChoose(photo)}
            />
            <img src={photo.thumbnail?.url} alt="" loading="lazy" decoding="async" onError={source.renew} />
            {photo.takenAt ? moment(photo.takenAt, timeZone) : null}
            <span class="visually-hidden">{photo.filename}</span>
          </label>
        ))}
        {hasMore ? (
          <div ref={end}>
            <Button onClick={source.readMore}>{words.more}</Button>
          </div>
        ) : null}
      </fieldset>
    </section>
  );
}
