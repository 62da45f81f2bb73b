import { restoreFragment } from "./fragment";
import { createStore, useStore } from "./store";

restoreFragment();

/** The path of the page, decoded: `["events", "0b6f…"]` for `/events/0b6f…`. */
const path = createStore(read());

function read(): readonly string[] {
  return location.pathname.split("/").filter(Boolean).map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const usePath = () => useStore(path);

/** Position in the browser's history, from an arbitrary start. */
let position = savedPosition() ?? history.length;

function savedPosition(): number | undefined {
  return history.state?.position;
}

/** Goes to another screen. `replace` replaces the current history entry. */
export function navigate(to: string, { replace = false } = {}) {
  if (!replace) position++;
  history[replace ? "replaceState" : "pushState"]({ position }, "", to);
  path.set(read());
  scrollTo(0, 0);
}

type Blocker = (goOn: () => void) => void;
let blocker: Blocker | null = null;

/** Calls `confirm` before Back or Forward leaves the screen. Returns the function to stop this. */
export function blockNavigation(confirm: Blocker): () => void {
  blocker = confirm;
  return () => {
    if (blocker === confirm) blocker = null;
  };
}

/** The browser has moved already. If navigation is blocked, it moves back until confirmed. */
function onPopState() {
  const steps = (savedPosition() ?? position) - position;
  if (!blocker || !steps) {
    position += steps;
    path.set(read());
    return;
  }
  history.go(-steps);
  blocker(() => {
    blocker = null;
    history.go(steps);
  });
}

/** Makes internal links change the screen without a page load. Call once. */
export function followLinks(isOurs: (pathname: string) => boolean) {
  history.replaceState({ ...history.state, position }, "");
  addEventListener("popstate", onPopState);
  document.addEventListener("click", event => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || !isOurs(link.pathname)) return;
    event.preventDefault();
    navigate(link.href);
  });
}
