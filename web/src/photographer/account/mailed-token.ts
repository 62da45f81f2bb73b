/** Returns the token in the fragment of an emailed link, and removes it from the address bar and history. */
export function takeMailedToken(): string {
  return decodeURIComponent(takeFragment());
}

/** Returns the token of an invitation link, `#invitation=…`. */
export function takeInvitation(): string {
  return new URLSearchParams(takeFragment()).get("invitation") ?? "";
}

function takeFragment(): string {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(history.state, "", location.pathname);
  return fragment;
}
