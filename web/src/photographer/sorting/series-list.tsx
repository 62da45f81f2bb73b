import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useVisibleRange } from "../../grid/viewport";
import { factsOf, ownerOf } from "./describe";
import type { SortedSeries } from "./documents";
import { words } from "./i18n/strings";
import { useReview } from "./review-context";
import { Thumb, Thumbs } from "./thumb";

const NARROW_PIXELS = 640;
const [ROW_PIXELS, NARROW_ROW_PIXELS] = [84, 150];

interface Properties {
  series: readonly SortedSeries[];
  onOpen: (series: SortedSeries) => void;
  /** A key that acts on a series without opening it. */
  onKey: (key: string, series: SortedSeries) => void;
}

/** All series in order of time, in rows of one height. Only rows near the viewport are rendered. */
export function SeriesList({ series, onOpen, onKey }: Properties) {
  const list = useRef<HTMLUListElement>(null);
  const visible = useVisibleRange(list);
  const [current, setCurrent] = useState(0);
  const mustFocus = useRef(false);
  const height = (visible?.width ?? NARROW_PIXELS) < NARROW_PIXELS ? NARROW_ROW_PIXELS : ROW_PIXELS;
  const first = visible ? Math.max(0, Math.floor(visible.top / height)) : 0;
  const last = visible ? Math.min(series.length, Math.ceil(visible.bottom / height)) : 0;
  const at = Math.min(current, Math.max(0, series.length - 1));
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    const row = list.current?.querySelector<HTMLElement>(`[data-index="${at}"] button`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = target(event.key, at, series.length - 1);
    const row = series[at];
    if (to !== null) {
      mustFocus.current = to !== at;
      setCurrent(to);
    } else if (row && isLetter(event.key)) onKey(event.key.toLowerCase(), row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, step) => first + step);
  // The focused row must stay rendered.
  if (series.length && visible && (at < first || at >= last)) shown.push(at);
  return (
    <>
      <p class="quiet keys-hint" id="series-keys">
        {words.seriesKeys}
      </p>
      <ul
        ref={list}
        class="series-list"
        // biome-ignore lint/a11y/noRedundantRoles: without bullets, Safari drops the list role.
        role="list"
        aria-label={words.seriesList}
        style={{ height: `${series.length * height}px` }}
        onKeyDown={press}
      >
        {shown.map(index => {
          const each = series[index];
          return each ? (
            <li
              key={each.id}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={series.length}
              style={{ top: `${index * height}px`, height: `${height}px` }}
            >
              <Row
                series={each}
                isCurrent={index === at}
                onOpen={() => {
                  setCurrent(index);
                  onOpen(each);
                }}
              />
            </li>
          ) : null;
        })}
      </ul>
    </>
  );
}

function target(key: string, at: number, last: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(last, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "PageDown":
      return Math.min(last, at + 8);
    case "PageUp":
      return Math.max(0, at - 8);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

/** Keys with a meaning on the whole screen are left to it. */
const isLetter = (key: string) => key === "/" || (/^\p{L}$/u.test(key) && key.toLowerCase() !== "z");

interface RowProperties {
  series: SortedSeries;
  isCurrent: boolean;
  onOpen: () => void;
}

function Row({ series, isCurrent, onOpen }: RowProperties) {
  const { event } = useReview();
  const { kind, state, photoCount, cards, firstPhotos, lastPhotos } = series;
  const shownFirst = new Set(firstPhotos.map(({ id }) => id));
  const last = lastPhotos.filter(({ id }) => !shownFirst.has(id));
  const between = photoCount - firstPhotos.length - last.length;
  const [card] = cards;
  return (
    <button type="button" class="series-row" data-kind={kind} tabIndex={isCurrent ? 0 : -1} onClick={onOpen}>
      <span class="series-card">{card ? <Thumb photo={card} /> : null}</span>
      <span class="series-text">
        <strong>{ownerOf(series)}</strong>
        <span class="quiet">{factsOf(series, event)}</span>
      </span>
      <span class="series-photos">
        <Thumbs photos={firstPhotos} />
        {between > 0 ? <span class="series-between">+{between}</span> : null}
        <Thumbs photos={last} />
      </span>
      <span class="series-state" data-state={state}>
        {words.states[state]}
      </span>
    </button>
  );
}
