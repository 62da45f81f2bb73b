import type en from "./common.en";

export type CommonStrings = typeof en;

/** The words that all parts of the app share. Set before anything is drawn. */
export let common: CommonStrings;

export function setCommonStrings(loaded: CommonStrings) {
  common = loaded;
}
