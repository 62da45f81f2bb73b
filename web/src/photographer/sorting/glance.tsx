import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { ownerOf } from "./describe";
import type { SortedPhoto, SortedSeries } from "./documents";
import { words } from "./i18n/strings";
import { isSomebodys } from "./publishing";
import { ReviewBar } from "./review-bar";
import { Thumbs } from "./thumb";
import { useFocusedButton } from "./use-focused-button";

const SERIES_A_SCREEN = 24;

interface Properties {
  series: readonly SortedSeries[];
  onLook: (series: SortedSeries) => void;
  /** Every screen was seen. */
  onSeen: () => void;
}

/** The first and the last photo of each series that somebody would get, 24 a screen. */
export function Glance({ series, onLook, onSeen }: Properties) {
  const [page, setPage] = useState(0);
  const next = useFocusedButton([page]);
  const top = useRef<HTMLHeadingElement>(null);
  const seen = series.filter(each => each.photoCount > 0 && isSomebodys(each));
  const pages = Math.max(1, Math.ceil(seen.length / SERIES_A_SCREEN));
  const at = Math.min(page, pages - 1);
  useEffect(() => {
    if (page) top.current?.scrollIntoView({ block: "start" });
  }, [page]);
  return (
    <>
      <ReviewBar text={words.glancePage(at + 1, pages)}>
        <div class="go-on" ref={next}>
          <Button class="button" icon="check" onClick={() => (at + 1 < pages ? setPage(at + 1) : onSeen())}>
            {at + 1 < pages ? words.nextPage : words.glanceDone}
          </Button>
        </div>
      </ReviewBar>
      <h2 class="glance-title" ref={top}>
        {words.glanceTitle}
      </h2>
      <p class="quiet">{words.glanceHint}</p>
      <ul class="glance">
        {seen.slice(at * SERIES_A_SCREEN, (at + 1) * SERIES_A_SCREEN).map(each => (
          <li key={each.id}>
            <button type="button" aria-label={words.ownerIsWrong(ownerOf(each))} onClick={() => onLook(each)}>
              <span class="glance-photos">
                <Thumbs photos={ends(each)} />
              </span>
              <span class="glance-name">{ownerOf(each)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The first and the last photo, or the only one. */
function ends({ firstPhotos, lastPhotos }: SortedSeries): readonly SortedPhoto[] {
  const [first] = firstPhotos;
  const last = lastPhotos.at(-1);
  return [first, last?.id === first?.id ? undefined : last].filter(photo => photo !== undefined);
}
