import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { common } from "../i18n/common";
import { useStore } from "../store";
import { selectByKey } from "./keyboard";
import { layOut, type Measures, visiblePhotos } from "./layout";
import { useLoadPriority } from "./load-priority";
import { useLongPress } from "./long-press";
import type { Selection } from "./selection";
import { type GridPhoto, Tile } from "./tile";
import { NEAR_PIXELS, useVisibleRange } from "./viewport";

interface GridProperties<Photo extends GridPhoto> {
  photos: readonly Photo[];
  /** The final number of photos, while more are loading. */
  total?: number;
  selection: Selection;
  /** Loads all photos, for the End and select-all keys. */
  readAll?: () => Promise<readonly Photo[]>;
  onOpen: (index: number) => void;
  /** Called when a thumbnail's URL fails. */
  onBroken: (photo: Photo) => void;
  /** Called once, when the first screen of photos has loaded. */
  onFirstScreen?: () => void;
  /** Height of the tiles, as a multiple of the usual one. */
  tileSize?: number;
  /** Rendered over a photo's tile. */
  badge?: (photo: Photo) => ComponentChildren;
}

/** Photos in justified rows. Virtualized: only tiles near the viewport are rendered. */
export function Grid<Photo extends GridPhoto>(properties: GridProperties<Photo>) {
  const { photos, total = photos.length, selection, onOpen, onBroken, onFirstScreen, badge, tileSize = 1 } = properties;
  const { readAll = async () => photos } = properties;
  const element = useRef<HTMLUListElement>(null);
  const visible = useVisibleRange(element);
  const selected = useStore(selection.store);
  const [current, setCurrent] = useState(0);
  const hintId = useId();
  const width = visible?.width ?? 0;
  const layout = useMemo(() => layOut(photos.map(aspectRatio), measures(width, tileSize)), [photos, width, tileSize]);

  useMemo(() => selection.setList(photos.map(({ id }) => id)), [photos]);
  useLongPress(element, selection);

  const currentRef = useRef(current);
  currentRef.current = current;
  const mustFocus = useRef(false);
  const move = (index: number) => {
    mustFocus.current = true;
    setCurrent(index);
  };
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    const tile = element.current?.querySelector<HTMLElement>(`[data-index="${current}"] .tile-open`);
    tile?.focus({ preventScroll: true });
    tile?.scrollIntoView({ block: "nearest" });
  }, [current]);
  useEffect(() => {
    if (current >= photos.length) setCurrent(Math.max(0, photos.length - 1));
  }, [photos.length]);

  const press = (index: number, event: MouseEvent) => {
    setCurrent(index);
    if (event.shiftKey) selection.extend(index);
    else if (selected.isOn) selection.toggle(index);
    else onOpen(index);
  };
  const check = (index: number, event: MouseEvent) => {
    setCurrent(index);
    if (event.shiftKey) selection.extend(index);
    else selection.toggle(index);
  };

  // While more are loading, the incomplete last row is left out: its photos would move.
  const settled = total > photos.length ? (layout.rows.at(-1)?.first ?? 0) : photos.length;
  const photosWithin = (pixels: number) =>
    visible && width
      ? visiblePhotos(layout, visible.top + NEAR_PIXELS - pixels, visible.bottom - NEAR_PIXELS + pixels)
      : { first: 0, last: 0 };
  const { first, last } = photosWithin(NEAR_PIXELS);
  const onScreen = photosWithin(0);
  const loading = useLoadPriority(onScreen.first, Math.min(onScreen.last, settled), onFirstScreen);
  const shown = range(first, Math.min(last, settled));
  // The focused tile must stay rendered, in list order: a moved element loses focus.
  if (last && current < first) shown.unshift(current);
  if (last && current >= Math.min(last, settled) && photos[current]) shown.push(current);
  const height = photos.length ? layout.height * Math.max(1, total / photos.length) : 0;
  return (
    <>
      <p id={hintId} hidden>
        {common.gridKeys}
      </p>
      <ul
        ref={element}
        class="grid"
        // biome-ignore lint/a11y/noRedundantRoles: without bullets, Safari drops the list role.
        role="list"
        style={{ height: `${height}px` }}
        data-selecting={selected.isOn || undefined}
        aria-label={common.photoGrid}
        aria-describedby={hintId}
        onKeyDown={event => selectByKey(event, { currentRef, layout, selection, readAll, move, onOpen })}
        // Firefox clicks buttons on keyup.
        onKeyUp={event => event.key === " " && event.preventDefault()}
      >
        {shown.map(index => {
          const [photo, box] = [photos[index], layout.boxes[index]];
          return photo && box ? (
            <Tile
              key={photo.id}
              photo={photo}
              box={box}
              index={index}
              total={total}
              isSelected={selected.ids.has(photo.id)}
              isSelecting={selected.isOn}
              isCurrent={index === current}
              mayLoad={!visible?.isFast && loading.isAllowed(index)}
              priority={loading.priority(index)}
              onPress={press}
              onCheck={check}
              onBroken={onBroken}
              onSettled={loading.settle}
            >
              {badge?.(photo)}
            </Tile>
          ) : null;
        })}
      </ul>
    </>
  );
}

const aspectRatio = ({ width, height }: GridPhoto) => (width && height ? width / height : 1);

/** Two photos in a row on a phone, four or five on a desktop. */
const measures = (width: number, tileSize: number): Measures => ({
  width,
  rowHeight: tileSize * Math.min(270, Math.max(130, width / 3)),
  gap: width < 600 ? 4 : 8,
});

const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first) }, (_, step) => first + step);
