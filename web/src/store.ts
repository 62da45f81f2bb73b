import { useEffect, useState } from "preact/hooks";

/** An observable value. */
export interface Store<T> {
  readonly value: T;
  set(next: T): void;
  /** Calls `listener` after each change. Returns the function to unsubscribe. */
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(value: T): Store<T> {
  const listeners = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The store's value. Re-renders the component when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, redraw] = useState(() => store.value);
  useEffect(() => {
    const update = () => redraw(() => store.value);
    update(); // it may have changed between drawing and subscribing
    return store.subscribe(update);
  }, [store]);
  return store.value;
}
