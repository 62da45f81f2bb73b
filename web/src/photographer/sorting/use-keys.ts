import { useLayoutEffect, useRef } from "preact/hooks";
import { listen } from "../../ui/listen";

type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const isTyping = ({ target }: Event) =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");

/** Handles single keys of the screen, unless something is typed, or a dialog is open that is not around `within`. */
export function useKeys(keys: Keys, { isInDialog = false } = {}) {
  const latest = useRef(keys);
  latest.current = keys;
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (document.querySelectorAll("dialog[open]").length !== Number(isInDialog)) return;
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    // A dialog hands on no keys, so its own are caught on their way in.
    return listen({ keydown: press }, document, { capture: isInDialog });
  }, [isInDialog]);
}
