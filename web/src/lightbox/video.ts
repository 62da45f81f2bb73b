import type PhotoSwipe from "photoswipe";
import { common } from "../i18n/common";
import type { LightboxOptions, LightboxPhoto } from "./options";

/** Plays videos in the browser's player, and pauses them when the slide changes. */
export function playVideos<Photo extends LightboxPhoto>(box: PhotoSwipe, options: LightboxOptions<Photo>) {
  box.on("contentLoad", event => {
    const { content } = event;
    if (content.data.type !== "video") return;
    event.preventDefault();
    const { video, poster = "", alt = "" } = content.data;
    const player = Object.assign(document.createElement("video"), { src: video, poster, ariaLabel: alt });
    Object.assign(player, { controls: true, playsInline: true, preload: "metadata" });
    content.element = Object.assign(document.createElement("div"), {
      className: "pswp__content pswp__video",
    });
    content.element.append(player);
    replaceUnplayable(player, content.index, options);
    content.onLoaded();
  });
  const pause = (element: HTMLElement | undefined) => element?.querySelector("video")?.pause();
  box.on("contentDeactivate", ({ content }) => pause(content.element));
  box.on("close", () => pause(box.currSlide?.content.element));
}

/**
 * Shows the poster, a sentence and a download if the browser can't decode the video.
 *
 * Only the file tells: `canPlayType` denies QuickTime to browsers that play it.
 */
function replaceUnplayable<Photo extends LightboxPhoto>(
  player: HTMLVideoElement,
  index: number,
  { photos, renew, onSave }: LightboxOptions<Photo>,
) {
  const fail = () => player.replaceWith(unplayable(player, onSave && (() => onSave(photos()[index] as Photo))));
  // A browser that knows the sound only plays it without a picture.
  player.addEventListener("loadedmetadata", () => player.videoWidth || fail());
  let isRenewed = false;
  player.addEventListener("error", async () => {
    const photo = photos()[index];
    if (!photo || !navigator.onLine) return;
    if (isRenewed) return fail();
    isRenewed = true; // its URL may have expired, which looks the same
    await renew(photo);
    player.src = photos()[index]?.original?.url ?? "";
  });
}

function unplayable({ poster, ariaLabel }: HTMLVideoElement, onSave: (() => void) | undefined): HTMLElement {
  const figure = document.createElement("figure");
  const text = Object.assign(document.createElement("p"), { role: "status", textContent: common.notPlayable });
  figure.append(Object.assign(new Image(), { src: poster, alt: ariaLabel ?? "" }), text);
  if (onSave) {
    const button = { type: "button", className: "button", textContent: common.download, onclick: onSave };
    figure.append(Object.assign(document.createElement("button"), button));
  }
  return figure;
}
