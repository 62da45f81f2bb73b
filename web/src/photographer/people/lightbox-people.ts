import type PhotoSwipe from "photoswipe";
import type { ListedAccessor } from "../codes/documents";
import { nameOf } from "../codes/format-code";
import { deskView } from "../event/desk-view";
import type { EventPhoto } from "../event/documents";
import { strings } from "../i18n/strings";
import { namesOn } from "./code-strip";
import { NUMBERS } from "./numbers";
import type { People } from "./people";

/** Room for the bar below the photo. */
const BAR_PIXELS = 112;

interface Options {
  people: People;
  /** The current photos, as the box shows them. */
  photos: () => readonly EventPhoto[];
  onClose: () => void;
}

/** Adds to the large view: who has the photo, and people with number keys, which give it to them or take it back. */
export const withPeople = (options: Options) => (box: PhotoSwipe) => {
  const { people, onClose } = options;
  const photo = () => options.photos()[box.currIndex];
  const toggle = (person: ListedAccessor | undefined) => {
    const shown = photo();
    if (!shown || !person) return;
    void (has(shown, person) ? people.take(person, [shown.id]) : people.give(person, [shown.id]));
  };
  box.on("keydown", event => {
    const person = people.ofKey(event.originalEvent);
    if (!person) return;
    event.preventDefault();
    event.originalEvent.preventDefault();
    toggle(person);
  });
  box.on("uiRegister", () => {
    box.ui?.registerElement({
      name: "people",
      appendTo: "root",
      onInit: element => {
        const draw = () => drawBar(element, photo(), people, toggle);
        box.on("change", draw);
        box.on("destroy", people.subscribe(draw));
        draw();
      },
    });
  });
  const { paddingFn } = box.options;
  box.options.paddingFn = (viewport, data, index) => ({
    ...{ top: 0, left: 0, right: 0 },
    ...paddingFn?.(viewport, data, index),
    bottom: BAR_PIXELS,
  });
  box.on("destroy", onClose);
};

const has = ({ accessors }: EventPhoto, { accessCode }: ListedAccessor) =>
  accessors.some(code => code.accessCode === accessCode);

/** Buttons are kept while they mean the same people, or a press would lose the focus. */
function drawBar(
  bar: HTMLElement,
  photo: EventPhoto | undefined,
  people: People,
  toggle: (person: ListedAccessor | undefined) => void,
) {
  if (!photo) return;
  const numbered = people.numbered.slice(0, NUMBERS);
  const key = numbered.map(person => person?.accessCode).join();
  if (bar.dataset.people !== key) {
    bar.dataset.people = key;
    const caption = Object.assign(document.createElement("p"), { role: "status" });
    const buttons = numbered.map((person, index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", hidden: !person });
      const number = Object.assign(document.createElement("kbd"), { textContent: String(index + 1) });
      button.append(number, person ? nameOf(person) : "");
      button.addEventListener("click", () => toggle(people.numbered[index]));
      return button;
    });
    bar.replaceChildren(caption, ...buttons);
  }
  const [caption, ...buttons] = bar.children;
  const names = namesOn(photo);
  const text = [deskView.value.hasFilenames ? photo.filename : "", names && strings.has(names)].filter(Boolean);
  if (caption) caption.textContent = text.join(" · ") || (key.replaceAll(",", "") ? strings.pressNumber : "");
  for (const [index, button] of buttons.entries()) {
    const person = numbered[index];
    button.setAttribute("aria-pressed", String(person !== undefined && has(photo, person)));
  }
}
