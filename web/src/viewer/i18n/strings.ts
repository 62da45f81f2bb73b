import type en from "./en";

export type Strings = typeof en;

/** Texts of the viewer's screens. Set before the first render. */
export let strings: Strings;

export function setStrings(loaded: Strings) {
  strings = loaded;
}
