type Events = WindowEventMap & DocumentEventMap;
type Listeners = { [Name in keyof Events]?: (event: Events[Name]) => unknown };

/** Adds listeners by the name of their event. Returns the function that removes them. */
export function listen(listeners: Listeners, target: EventTarget = globalThis, options: AddEventListenerOptions = {}) {
  const stop = new AbortController();
  for (const [name, listener] of Object.entries(listeners))
    target.addEventListener(name, listener as EventListener, { ...options, signal: stop.signal });
  return () => stop.abort();
}
