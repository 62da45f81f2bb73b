/** What a mailed link carries behind its `#`. It is taken out of the address bar and the history at once. */
export function takeToken(): string {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token) history.replaceState(history.state, "", location.pathname);
  return token;
}
