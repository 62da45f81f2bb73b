import type en from "./en";

export type Strings = typeof en;

/** The words of the viewer's screens. Set before anything is drawn. */
export let strings: Strings;

export function setStrings(loaded: Strings) {
  strings = loaded;
}
