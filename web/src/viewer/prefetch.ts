import { bodyOf, type PrefetchedRequest, post } from "../api/post";
import { type Credential, eventFromUrl, takeCredentialFromUrl } from "./credential";
import { pageRequest, redeemRequest } from "./requests";
import { savedCodes } from "./saved-codes";

/** What the script in the page's head leaves to the app. */
interface Prefetch {
  /** The code of the link, already removed from the address bar. */
  fromLink: Credential | null;
  request: PrefetchedRequest | null;
}

declare global {
  // Two scripts share only the global scope.
  var imgshPrefetch: Prefetch | undefined;
}

/** Runs in the page's head: requests the photos one or two round trips before the app loads. */
function prefetch(): Prefetch {
  const fromLink = takeCredentialFromUrl();
  const publicUrl = eventFromUrl();
  const { codes } = savedCodes(publicUrl);
  const [newest] = codes;
  const isKnown = !fromLink || codes.some(({ accessCode }) => accessCode === fromLink.accessCode);
  if (newest && isKnown) return { fromLink, request: start(bodyOf(...pageRequest(null)), newest.viewerToken) };
  return { fromLink, request: fromLink && start(bodyOf(...redeemRequest(publicUrl, fromLink)), null) };
}

function start(body: string, token: string | null): PrefetchedRequest {
  const response = post(body, token);
  response.catch(() => undefined); // the app handles the failure
  return { body, token, response };
}

globalThis.imgshPrefetch = prefetch();
