/** What a mailed link carries behind its `#`. It is taken out of the address bar and the history at once. */
export function takeMailedToken(): string {
  return decodeURIComponent(takeFragment());
}

/** What the link of an invitation carries: `#invitation=…`. */
export function takeInvitation(): string {
  return new URLSearchParams(takeFragment()).get("invitation") ?? "";
}

function takeFragment(): string {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(history.state, "", location.pathname);
  return fragment;
}
