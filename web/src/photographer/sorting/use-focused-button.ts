import { useEffect, useRef } from "preact/hooks";

/** Focuses the button in an element, if that is there, when `dependencies` change: Enter goes on. */
export function useFocusedButton(dependencies: readonly unknown[]) {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => around.current?.querySelector("button")?.focus({ preventScroll: true }), dependencies);
  return around;
}
