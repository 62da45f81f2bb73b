import type { Credential } from "./credential";
import { isShared } from "./saved-codes";

/**
 * Puts an open code into the address, so that a bookmark of it opens the album; null removes it. Browsers send a
 * fragment nowhere. The next person at a shared device must not see it.
 */
export function showInAddress(publicUrl: string, open: Credential | null) {
  const parts = open && !isShared() ? [open.accessCode, open.linkKey].filter(Boolean) : [];
  const fragment = parts.length ? `#${parts.join(".")}` : "";
  history.replaceState(history.state, "", `/${encodeURI(publicUrl)}${fragment}`);
}
