import { useLayoutEffect } from "preact/hooks";
import { listen } from "../ui/listen";
import type { Selection } from "./selection";

/** Ends selection mode on Escape, unless a dialog or the lightbox handles the key. */
export function useEscape(selection: Selection, isOn: boolean) {
  useLayoutEffect(() => {
    if (!isOn) return;
    const clear = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (key === "Escape" && !defaultPrevented && !document.querySelector("dialog[open], .pswp")) selection.clear();
    };
    return listen({ keydown: clear });
  }, [isOn]);
}
