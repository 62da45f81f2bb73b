import type PhotoSwipe from "photoswipe";
import { common } from "../i18n/common";
import { type IconName, OUTLINES } from "../ui/icons";
import type { LightboxOptions, LightboxPhoto } from "./options";

/** The markup that `Icon` renders. */
export const iconMarkup = (name: IconName) =>
  `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${OUTLINES[name]}"/></svg>`;

/** Adds select and download, as buttons and keys. */
export function addButtons<Photo extends LightboxPhoto>(box: PhotoSwipe, options: LightboxOptions<Photo>) {
  const { photos, selection, onSave } = options;
  const toggle = () => selection.toggle(box.currIndex);
  const save = () => {
    const photo = photos()[box.currIndex];
    if (photo) onSave?.(photo);
  };
  box.on("uiRegister", () => {
    addCheck(box, options, toggle);
    if (onSave)
      box.ui?.registerElement({
        name: "save",
        order: 9,
        isButton: true,
        title: common.download,
        html: iconMarkup("download"),
        onClick: save,
      });
  });
  box.on("keydown", event => {
    const { key, target } = event.originalEvent;
    // Space on a button presses it.
    if (key === " " && !(target instanceof HTMLButtonElement)) toggle();
    else if (key === "d" && onSave) save();
    else return;
    event.preventDefault();
    event.originalEvent.preventDefault();
  });
}

function addCheck<Photo extends LightboxPhoto>(
  box: PhotoSwipe,
  { photos, selection }: LightboxOptions<Photo>,
  toggle: () => void,
) {
  box.ui?.registerElement({
    name: "check",
    order: 8,
    isButton: true,
    title: common.select,
    html: iconMarkup("check"),
    onClick: toggle,
    onInit: button => {
      const draw = () => {
        const photo = photos()[box.currIndex];
        button.setAttribute("aria-pressed", String(Boolean(photo && selection.ids.has(photo.id))));
      };
      box.on("change", draw);
      box.on("destroy", selection.store.subscribe(draw));
      draw();
    },
  });
}
