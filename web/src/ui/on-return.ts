import { listen } from "./listen";

/** Calls `act` when the page becomes visible or the network returns. Returns the function to stop this. */
export function onReturn(act: () => unknown): () => void {
  const check = () => {
    if (document.visibilityState === "visible") act();
  };
  // `visibilitychange` is an event of the document: captured on its way.
  return listen({ visibilitychange: check, online: check }, globalThis, { capture: true });
}
