import { createStore, useStore } from "./store";

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

/** Which entry of the browser's history is shown, counted from wherever. */
let position = savedPosition() ?? history.length;

function savedPosition(): number | undefined {
  return history.state?.position;
}

/** Goes to another screen of this page. `replace` leaves no way back to the present one. */
export function navigate(to: string, { replace = false } = {}) {
  if (!replace) position++;
  history[replace ? "replaceState" : "pushState"]({ position }, "", to);
  path.set(read());
  scrollTo(0, 0);
}

type Blocker = (goOn: () => void) => void;
let blocker: Blocker | null = null;

/** Has `question` asked before the browser's Back or Forward leaves the screen, until what this answers is called. */
export function blockNavigation(question: Blocker): () => void {
  blocker = question;
  return () => {
    if (blocker === question) blocker = null;
  };
}

/** The browser has gone to another entry already: where that has to be asked for it goes back until it may. */
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

/** Makes links within this page change the screen and not load the page anew. Call it once. */
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
