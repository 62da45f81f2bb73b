import { useEffect } from "preact/hooks";
import type { Selection } from "./selection";

/** Ends selection mode on Escape, unless a dialog or the lightbox handles the key. */
export function useEscape(selection: Selection, isOn: boolean) {
  useEffect(() => {
    if (!isOn) return;
    const clear = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (key === "Escape" && !defaultPrevented && !document.querySelector("dialog[open], .pswp")) selection.clear();
    };
    addEventListener("keydown", clear);
    return () => removeEventListener("keydown", clear);
  }, [isOn]);
}
