import PhotoSwipe, { type SlideData } from "photoswipe";
import { listen } from "../ui/listen";
import "./lightbox.css";
import { common } from "../i18n/common";
import { addButtons, iconMarkup } from "./buttons";
import type { LightboxOptions, LightboxPhoto } from "./options";
import { playVideos } from "./video";

const WIDE_PIXELS = 700;

let openBox: PhotoSwipe | null = null;

/** Shows a photo full screen: swipe, pinch, arrows; Space selects, D downloads, Escape and Back close. */
export async function openLightbox<Photo extends LightboxPhoto>(index: number, options: LightboxOptions<Photo>) {
  const live = options.photos().some(({ livePhotoVideo }) => livePhotoVideo) ? await loadLivePhotos() : null;
  if (openBox) return;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const box = new PhotoSwipe({
    index,
    bgOpacity: 1,
    loop: false,
    showHideAnimationType: isCalm ? "none" : "zoom",
    wheelToZoom: true,
    paddingFn: paddingFor,
    closeSVG: iconMarkup("close"),
    zoomSVG: iconMarkup("zoom"),
    arrowPrevSVG: iconMarkup("back"),
    arrowNextSVG: iconMarkup("next"),
    closeTitle: common.close,
    zoomTitle: common.zoom,
    arrowPrevTitle: common.previous,
    arrowNextTitle: common.next,
    errorMsg: common.notShown,
  });
  openBox = box;
  connectPhotos(box, options);
  addButtons(box, options);
  playVideos(box, options);
  live?.playLivePhotos(box, options);
  options.extend?.(box);
  closeOnBack(box);
  queueKeysWhileOpening(box);
  box.on("destroy", () => {
    openBox = null;
  });
  box.init();
  box.element?.setAttribute("aria-label", common.photoView);
  box.element?.setAttribute("aria-modal", "true");
}

/** Few albums need it. Without it, a Live Photo is its still. */
const loadLivePhotos = () => import("./live-photo").catch(() => null);

function connectPhotos<Photo extends LightboxPhoto>(box: PhotoSwipe, { photos, renew }: LightboxOptions<Photo>) {
  box.addFilter("numItems", () => photos().length);
  box.addFilter("itemData", (_, index) => slide(photos()[index]));
  box.addFilter("thumbEl", (element, _, index) => thumbnail(index) ?? (element as HTMLElement));
  box.addFilter("placeholderSrc", (_, { data }) => data.msrc ?? false);
  const retried = new Set<string>();
  box.on("loadError", async ({ content }) => {
    const photo = photos()[content.index];
    if (!photo || retried.has(photo.id)) return;
    retried.add(photo.id); // only once: a broken photo must not be requested forever
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
    // Without its original, a video is shown as its poster.
    ...(isVideo && original && { type: "video", video: original.url, poster: preview?.url }),
  };
}

const thumbnail = (index: number) =>
  document.querySelector<HTMLElement>(`.tile[data-index="${index}"] .tile-open`) ?? undefined;

/** Queues keys pressed during the opening animation, when PhotoSwipe ignores keys and can't close. */
function queueKeysWhileOpening(box: PhotoSwipe) {
  const queued: KeyboardEvent[] = [];
  let isClosed = false;
  const enqueue = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest("dialog")) return; // a dialog above has its own keys
    event.preventDefault();
    event.stopPropagation();
    queued.push(new KeyboardEvent("keydown", { key: event.key, shiftKey: event.shiftKey, cancelable: true }));
  };
  const close = box.close.bind(box);
  box.close = () => {
    isClosed = true;
    close();
  };
  const stop = listen({ keydown: enqueue }, document, { capture: true });
  box.on("destroy", stop);
  box.on("openingAnimationEnd", () => {
    stop();
    // PhotoSwipe's own listeners run after this one.
    queueMicrotask(() => {
      for (const event of queued) document.dispatchEvent(event);
      if (isClosed) close();
    });
  });
}

/** The Back button closes the lightbox. */
function closeOnBack(box: PhotoSwipe) {
  history.pushState({ lightbox: true }, "");
  const stop = listen({ popstate: () => box.close() });
  box.on("destroy", () => {
    stop();
    if (history.state?.lightbox) history.back();
  });
}
