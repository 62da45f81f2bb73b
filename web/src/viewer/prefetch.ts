import { bodyOf, type PrefetchedRequest, post } from "../api/post";
import { type Credential, eventFromUrl, takeCredentialFromUrl } from "./credential";
import { pageRequest, redeemRequest } from "./requests";
import { savedCodes } from "./saved-codes";

/** What the head of the page leaves to the app. */
export interface Prefetch {
  /** The code that the link carried; it is no longer in the address. */
  fromLink: Credential | null;
  request: PrefetchedRequest | null;
}

declare global {
  // Between two scripts there is nothing but the global scope.
  var imgshPrefetch: Prefetch | undefined;
}

/** Runs in the head of the page: the photos are on their way before the app is, a round trip or two earlier. */
function prefetch(): Prefetch {
  const fromLink = takeCredentialFromUrl();
  const publicUrl = eventFromUrl();
  const { codes } = savedCodes(publicUrl);
  const [newest] = codes;
  const isKnown = !fromLink || codes.some(({ accessCode }) => accessCode === fromLink.accessCode);
  if (newest && isKnown)
    return { fromLink, request: start(bodyOf(...pageRequest(null)), newest.viewerToken) };
  return { fromLink, request: fromLink && start(bodyOf(...redeemRequest(publicUrl, fromLink)), null) };
}

function start(body: string, token: string | null): PrefetchedRequest {
  const response = post(body, token);
  response.catch(() => undefined); // the app hears of it when it asks
  return { body, token, response };
}

globalThis.imgshPrefetch = prefetch();
