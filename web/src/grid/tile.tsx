import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { common } from "../i18n/common";
import { Icon } from "../ui/icons";
import type { Box } from "./layout";
import { decodeThumbHash } from "./thumbhash";

export interface GridPhoto {
  id: string;
  filename: string;
  width: number | null;
  height: number | null;
  placeholder: string | null;
  thumbnail: { url: string } | null;
  durationSeconds?: number | null;
  /** Of a Live Photo. */
  livePhotoVideo?: object | null;
}

interface TileProperties<Photo extends GridPhoto> {
  photo: Photo;
  box: Box;
  index: number;
  total: number;
  isSelected: boolean;
  /** Whether a press selects. */
  isSelecting: boolean;
  isCurrent: boolean;
  /** False while scrolling fast: thumbnails not loaded yet are not requested. */
  mayLoad: boolean;
  priority: "high" | "low" | "auto";
  onPress: (index: number, event: MouseEvent) => void;
  onCheck: (index: number, event: MouseEvent) => void;
  /** Called when its URL fails. A new `photo` brings a fresh URL. */
  onBroken: (photo: Photo) => void;
  /** Its thumbnail has loaded or failed. */
  onSettled: (index: number) => void;
  children?: ComponentChildren;
}

const CACHED_WITHIN_MILLISECONDS = 120;
/** On a fast network, photos load before that. */
const DRAWN_AFTER_MILLISECONDS = 50;

export function Tile<Photo extends GridPhoto>(properties: TileProperties<Photo>) {
  const { photo, box, index, total, isSelected, isSelecting, isCurrent, onPress, onCheck, children } = properties;
  const thumbnail = useThumbnail(properties);
  const { filename } = photo;
  return (
    <li
      class="tile"
      style={boxStyle(box)}
      data-index={index}
      data-selected={isSelected || undefined}
      aria-posinset={index + 1}
      aria-setsize={total}
    >
      <button
        type="button"
        class="tile-open"
        tabIndex={isCurrent ? 0 : -1}
        aria-label={(thumbnail.isBroken ? common.brokenPhoto : isSelecting ? common.selectPhoto : common.openPhoto)(
          photo.livePhotoVideo ? `${filename}, Live Photo` : filename,
        )}
        aria-pressed={isSelecting ? isSelected : undefined}
        onClick={event => (thumbnail.isBroken ? thumbnail.retry() : onPress(index, event))}
      >
        {thumbnail.source ? (
          <img
            key={`${thumbnail.source} ${thumbnail.failures}`}
            src={thumbnail.source}
            alt=""
            decoding="async"
            fetchPriority={properties.priority}
            draggable={false}
            data-loaded={thumbnail.fade}
            onLoad={thumbnail.load}
            onError={thumbnail.fail}
          />
        ) : null}
        {thumbnail.fade === "whole" ? null : (
          <Placeholder placeholder={photo.placeholder} ratio={box.width / box.height} onFaded={thumbnail.settle} />
        )}
        {thumbnail.isBroken ? <Icon name="retry" /> : photo.durationSeconds ? <Icon name="play" /> : null}
        {photo.livePhotoVideo ? <span class="tile-live">LIVE</span> : null}
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a styled checkbox over a thumbnail. */}
      <button
        type="button"
        role="checkbox"
        class="tile-check"
        tabIndex={-1}
        aria-checked={isSelected}
        aria-label={common.selectPhoto(filename)}
        onClick={event => onCheck(index, event)}
      >
        <Icon name="check" />
      </button>
      {children}
    </li>
  );
}

const boxStyle = ({ left, top, width, height }: Box) => ({
  left: `${left}px`,
  top: `${top}px`,
  width: `${width}px`,
  height: `${height}px`,
});

/** Loads the thumbnail. The first failure silently requests a fresh URL: they expire after an hour. */
function useThumbnail<Photo extends GridPhoto>({ photo, index, mayLoad, onBroken, onSettled }: TileProperties<Photo>) {
  const [fade, setFade] = useState<"fading" | "whole">();
  const begunAt = useRef(0);
  const [failures, setFailures] = useState(0);
  if (mayLoad && !begunAt.current) begunAt.current = performance.now();
  const isBroken = failures > 1;
  return {
    fade,
    failures,
    isBroken,
    source: begunAt.current && !isBroken ? photo.thumbnail?.url : undefined,
    // Cached thumbnails do not fade in: fading costs every frame of a scroll.
    async load({ currentTarget }: { currentTarget: HTMLImageElement }) {
      setFade(performance.now() - begunAt.current < CACHED_WITHIN_MILLISECONDS ? "whole" : "fading");
      await currentTarget.decode().catch(() => undefined); // it may be removed by then
      onSettled(index);
    },
    settle: () => setFade(fade && "whole"),
    fail() {
      setFailures(failures + 1);
      onSettled(index);
      if (!failures) onBroken(photo);
    },
    retry() {
      setFailures(0);
      onBroken(photo);
    },
  };
}

interface PlaceholderProperties {
  placeholder: string | null;
  ratio: number;
  /** Called after it has faded out. */
  onFaded?: () => void;
}

/** A placeholder over the photo until it loads. Above, not below, so that the photo's own paint counts for LCP. */
export function Placeholder({ placeholder, ratio, onFaded }: PlaceholderProperties) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const timer = setTimeout(
      () => placeholder && drawPlaceholder(canvas.current, placeholder, ratio),
      DRAWN_AFTER_MILLISECONDS,
    );
    return () => clearTimeout(timer);
  }, [placeholder]);
  return <canvas ref={canvas} width={1} height={1} onTransitionEnd={onFaded} />;
}

function drawPlaceholder(canvas: HTMLCanvasElement | null, placeholder: string, ratio: number) {
  // `willReadFrequently` keeps the few pixels in main memory: GPU contexts can be lost.
  const context = canvas?.getContext("2d", { willReadFrequently: true });
  if (!canvas || !context) return;
  const { width, height, rgba } = decodeThumbHash(placeholder, ratio);
  Object.assign(canvas, { width, height });
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
}
