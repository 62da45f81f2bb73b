import type en from "./common.en";

export type CommonWords = typeof en;

/** The words that all parts of the app share. Set before anything is drawn. */
export let common: CommonWords;

export function setCommon(words: CommonWords) {
  common = words;
}
