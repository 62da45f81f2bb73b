import type PhotoSwipe from "photoswipe";

/** Plays videos in the browser's player, and pauses them when the slide changes. */
export function playVideos(box: PhotoSwipe) {
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
    content.onLoaded();
  });
  const pause = (element: HTMLElement | undefined) => element?.querySelector("video")?.pause();
  box.on("contentDeactivate", ({ content }) => pause(content.element));
  box.on("close", () => pause(box.currSlide?.content.element));
}
