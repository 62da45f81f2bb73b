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

/** Goes to another screen of this page. `replace` leaves no way back to the present one. */
export function navigate(to: string, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  path.set(read());
  scrollTo(0, 0);
}

/** Makes links within this page change the screen and not load the page anew. Call it once. */
export function followLinks(isOurs: (pathname: string) => boolean) {
  addEventListener("popstate", () => path.set(read()));
  document.addEventListener("click", event => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || !isOurs(link.pathname)) return;
    event.preventDefault();
    navigate(link.href);
  });
}
