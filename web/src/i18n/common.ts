import type en from "./common.en";

export type CommonStrings = typeof en;

/** Texts shared by both pages. Set before the first render. */
export let common: CommonStrings;

export function setCommonStrings(loaded: CommonStrings) {
  common = loaded;
}
