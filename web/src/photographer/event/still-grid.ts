import { listen } from "../../ui/listen";

const [AFTER_PRESS_MILLISECONDS, AFTER_MOVE_MILLISECONDS, AGAIN_MILLISECONDS] = [1000, 300, 50];

let isPressed = false;
let stillUntil = 0;

const isInGrid = ({ target }: Event) => target instanceof Element && target.closest(".grid, [data-still]") !== null;

const keepStill = (milliseconds: number) => {
  stillUntil = Math.max(stillUntil, performance.now() + milliseconds);
};

const press = (event: Event) => {
  isPressed = isInGrid(event);
};

const pressKey = (event: Event) => isInGrid(event) && keepStill(AFTER_PRESS_MILLISECONDS);

const release = () => {
  if (isPressed) keepStill(AFTER_PRESS_MILLISECONDS);
  isPressed = false;
};

const move = (event: PointerEvent) => {
  if (!event.buttons) release(); // the button went up where nobody heard it
  if (isInGrid(event)) keepStill(AFTER_MOVE_MILLISECONDS);
};

/** Watches presses on photos. Call once. */
export const watchPresses = () =>
  listen(
    {
      pointerdown: press,
      pointermove: move,
      pointerup: release,
      pointercancel: release,
      blur: release,
      keydown: pressKey,
    },
    globalThis,
    { capture: true, passive: true },
  );

/** Resolves when nobody aims at a photo, presses one or has just done so: photos must not move under a click. */
export async function untilNobodyPresses() {
  while (isPressed || performance.now() < stillUntil)
    await new Promise(resolve => setTimeout(resolve, AGAIN_MILLISECONDS));
}
