import type PhotoSwipe from "photoswipe";
import { common } from "../i18n/common";
import { showToast } from "../ui/toasts";
import type { LightboxOptions, LightboxPhoto } from "./options";

/** A shorter press opens or zooms the photo. */
const PRESS_MILLISECONDS = 250;
/** A finger that moves further drags the photo. */
const MAX_MOVE_PIXELS = 10;

/** Plays the video of a Live Photo over its still: while it is pressed, or once by its button. */
export function playLivePhotos<Photo extends LightboxPhoto>(box: PhotoSwipe, options: LightboxOptions<Photo>) {
  const player = new LivePlayer(box, options);
  addBadge(box, player);
  playWhilePressed(box, player);
  for (const name of ["change", "contentDeactivate", "close", "destroy"] as const) box.on(name, () => player.stop());
}

/** One video at a time. The still stays below it, and shows again at its end. */
class LivePlayer<Photo extends LightboxPhoto> {
  #box: PhotoSwipe;
  #options: LightboxOptions<Photo>;
  #video: HTMLVideoElement | null = null;
  onChange = () => {};

  constructor(box: PhotoSwipe, options: LightboxOptions<Photo>) {
    this.#box = box;
    this.#options = options;
  }

  get isLive() {
    return Boolean(this.#source);
  }

  get isPlaying() {
    return this.#video !== null;
  }

  get #photo() {
    return this.#options.photos()[this.#box.currIndex];
  }

  get #source() {
    return this.#photo?.livePhotoVideo?.url;
  }

  /** Sound needs a click: browsers refuse it while a finger is down. */
  play({ hasSound = false } = {}) {
    const still = this.#box.currSlide?.content.element;
    const [photo, source] = [this.#photo, this.#source];
    if (!(still && photo && source) || this.#video) return;
    const video = document.createElement("video");
    Object.assign(video, { className: "pswp__live", playsInline: true, muted: !hasSound, src: source });
    const { width, height } = still.style;
    Object.assign(video.style, { width, height });
    video.addEventListener("playing", () => video.setAttribute("data-playing", ""));
    // A browser that knows the sound only plays it without a picture.
    video.addEventListener("loadedmetadata", () => video.videoWidth || this.#fail());
    video.addEventListener("ended", () => this.stop());
    video.addEventListener("error", () => void this.#retry(video, photo, source), { once: true });
    still.after(video);
    this.#video = video;
    video.play().catch(() => undefined); // an error is an event, too
    this.onChange();
  }

  stop() {
    if (!this.#video) return;
    const video = this.#video;
    this.#video = null;
    video.pause();
    video.remove();
    this.onChange();
  }

  /** Its URL may have expired. */
  async #retry(video: HTMLVideoElement, photo: Photo, failed: string) {
    await this.#options.renew(photo).catch(() => undefined);
    if (this.#video !== video) return;
    const source = this.#source;
    if (!source || source === failed) return this.#fail();
    video.addEventListener("error", () => this.#video === video && this.#fail());
    video.src = source;
    video.play().catch(() => undefined);
  }

  #fail() {
    this.stop();
    showToast(common.notPlayable, { isProblem: true });
  }
}

/** The same words in all languages: it is Apple's name. */
const NAME = "Live Photo";

function addBadge<Photo extends LightboxPhoto>(box: PhotoSwipe, player: LivePlayer<Photo>) {
  box.on("uiRegister", () => {
    box.ui?.registerElement({
      name: "live",
      order: 7,
      isButton: true,
      title: NAME,
      html: "LIVE",
      onClick: () => (player.isPlaying ? player.stop() : player.play({ hasSound: true })),
      onInit: button => {
        const draw = () => {
          button.hidden = !player.isLive;
          button.setAttribute("aria-pressed", String(player.isPlaying));
        };
        player.onChange = draw;
        box.on("change", draw);
        draw();
      },
    });
  });
}

function playWhilePressed<Photo extends LightboxPhoto>(box: PhotoSwipe, player: LivePlayer<Photo>) {
  // Whoever wants no motion gets none by a long press: the button plays it.
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  let timer = 0;
  let isHeld = false;
  let begun = { x: 0, y: 0 };
  const end = () => {
    clearTimeout(timer);
    if (isHeld) player.stop();
  };
  box.on("pointerDown", ({ originalEvent: event }) => {
    end();
    isHeld = false;
    if (!player.isLive || !event.isPrimary || event.button > 0 || !isOfPhoto(event)) return;
    begun = { x: event.clientX, y: event.clientY };
    timer = window.setTimeout(() => {
      isHeld = true;
      player.play();
    }, PRESS_MILLISECONDS);
  });
  box.on("pointerMove", ({ originalEvent: { clientX, clientY } }) => {
    if (Math.hypot(clientX - begun.x, clientY - begun.y) > MAX_MOVE_PIXELS) end();
  });
  box.on("pointerUp", end);
  // The release of a long press is no click.
  for (const action of ["imageClickAction", "tapAction", "doubleTapAction"] as const)
    box.on(action, event => isHeld && event.preventDefault());
  box.on("bindEvents", () => {
    box.element?.addEventListener("contextmenu", event => isHeld && event.preventDefault());
  });
}

const isOfPhoto = ({ target }: PointerEvent) => target instanceof Element && target.matches(".pswp__img, .pswp__live");
