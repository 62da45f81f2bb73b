/** Calls `act` when the page becomes visible or the network returns. Returns the function to stop this. */
export function onReturn(act: () => unknown): () => void {
  const check = () => {
    if (document.visibilityState === "visible") act();
  };
  document.addEventListener("visibilitychange", check);
  addEventListener("online", check);
  return () => {
    document.removeEventListener("visibilitychange", check);
    removeEventListener("online", check);
  };
}
