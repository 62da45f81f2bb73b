import type en from "./en";

export type Words = typeof en;

/** The words of the viewer's screens. Set before anything is drawn. */
export let words: Words;

export function setWords(spoken: Words) {
  words = spoken;
}
