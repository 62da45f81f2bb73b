import type PhotoSwipe from "photoswipe";
import type { SlideData } from "photoswipe";
import { common } from "../i18n/common";
import { addButtons, outline } from "./buttons";
import type { LightboxOptions, LightboxPhoto } from "./options";
import { playVideos } from "./video";

const WIDE_PIXELS = 700;

let openBox: PhotoSwipe | null = null;

/** Begins to load the code for the large view, so that the first press finds it there. */
export const prepareLightbox = () => load().catch(() => undefined);

const load = () => Promise.all([import("photoswipe"), import("./lightbox.css")]);

/** Shows a photo over the whole screen: swipe, pinch, arrows; Space selects, D downloads, Escape and Back close. */
export async function openLightbox<Photo extends LightboxPhoto>(
  index: number,
  options: LightboxOptions<Photo>,
) {
  const [{ default: PhotoSwipe }] = await load();
  if (openBox) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const box = new PhotoSwipe({
    index,
    bgOpacity: 1,
    loop: false,
    showHideAnimationType: isCalm ? "none" : "zoom",
    wheelToZoom: true,
    paddingFn: paddingFor,
    closeSVG: outline("M6 6 18 18M18 6 6 18"),
    zoomSVG: outline("M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20M10.5 8v5M8 10.5h5"),
    arrowPrevSVG: outline("M14.5 5 8 12l6.5 7"),
    arrowNextSVG: outline("M9.5 5 16 12l-6.5 7"),
    closeTitle: common.close,
    zoomTitle: common.zoom,
    arrowPrevTitle: common.previous,
    arrowNextTitle: common.next,
    errorMsg: common.notShown,
  });
  openBox = box;
  connectPhotos(box, options);
  addButtons(box, options);
  playVideos(box);
  closeOnBack(box);
  queueKeysWhileOpening(box);
  box.on("destroy", () => {
    openBox = null;
  });
  box.init();
  box.element?.setAttribute("aria-label", common.photoView);
  box.element?.setAttribute("aria-modal", "true");
}

function connectPhotos<Photo extends LightboxPhoto>(
  box: PhotoSwipe,
  { photos, renew }: LightboxOptions<Photo>,
) {
  box.addFilter("numItems", () => photos().length);
  box.addFilter("itemData", (_, index) => slide(photos()[index]));
  box.addFilter("thumbEl", (element, _, index) => thumbnail(index) ?? (element as HTMLElement));
  box.addFilter("placeholderSrc", (_, { data }) => data.msrc ?? false);
  const retried = new Set<string>();
  box.on("loadError", async ({ content }) => {
    const photo = photos()[content.index];
    if (!photo || retried.has(photo.id)) return;
    retried.add(photo.id); // once: a photo that stays broken must not be asked for for ever
    await renew(photo);
    box.refreshSlideContent(content.index);
  });
}

/** Room for the buttons: beside the photo on a desktop, above it on a phone. */
const paddingFor = ({ x }: { x: number }) => {
  const side = x < WIDE_PIXELS ? 0 : 72;
  return { top: 60, bottom: side ? 24 : 0, left: side, right: side };
};

function slide(photo: LightboxPhoto | undefined): SlideData {
  if (!photo) return {};
  const { preview, thumbnail, filename, original } = photo;
  const size = { width: preview?.width ?? photo.width ?? 1, height: preview?.height ?? photo.height ?? 1 };
  const isVideo = photo.contentType.startsWith("video/");
  return {
    ...size,
    alt: filename,
    src: preview?.url,
    msrc: thumbnail?.url,
    // A video that this viewer gets no original of is shown by its poster.
    ...(isVideo && original && { type: "video", video: original.url, poster: preview?.url }),
  };
}

const thumbnail = (index: number) =>
  document.querySelector<HTMLElement>(`.tile[data-index="${index}"] .tile-open`) ?? undefined;

/** What is pressed while it opens counts once it is open: until then it hears no keys, and does not close. */
function queueKeysWhileOpening(box: PhotoSwipe) {
  const queued: KeyboardEvent[] = [];
  let isClosed = false;
  const enqueue = (event: KeyboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    queued.push(new KeyboardEvent("keydown", { key: event.key, shiftKey: event.shiftKey, cancelable: true }));
  };
  const close = box.close.bind(box);
  box.close = () => {
    isClosed = true;
    close();
  };
  const stop = () => document.removeEventListener("keydown", enqueue, true);
  document.addEventListener("keydown", enqueue, true);
  box.on("destroy", stop);
  box.on("openingAnimationEnd", () => {
    stop();
    // Its own listeners come after this one.
    queueMicrotask(() => {
      for (const event of queued) document.dispatchEvent(event);
      if (isClosed) close();
    });
  });
}

/** On phones Back means: close what is open. */
function closeOnBack(box: PhotoSwipe) {
  const close = () => box.close();
  history.pushState({ lightbox: true }, "");
  addEventListener("popstate", close);
  box.on("destroy", () => {
    removeEventListener("popstate", close);
    if (history.state?.lightbox) history.back();
  });
}
