import { decodeAll } from "../../fragment";

/** Returns the token in the fragment of an emailed link, and removes it from the address bar and history. */
export const takeMailedToken = (): string => mailedTokenOf(takeFragment());

/** Returns the token in a pasted link or text. What follows it is ignored: punctuation, or what a tracker appended. */
export const mailedTokenOf = (text: string): string =>
  /[\w-]+(?:\.[\w-]+)*/.exec(decodeAll(text).split("#").at(-1) ?? "")?.[0] ?? "";

/** Returns the token of an invitation link, `#invitation=…`. */
export function takeInvitation(): string {
  return mailedTokenOf(new URLSearchParams(decodeAll(takeFragment())).get("invitation") ?? "");
}

function takeFragment(): string {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(history.state, "", location.pathname);
  return fragment;
}
