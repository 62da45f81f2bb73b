import { bodyOf, type PrefetchedRequest, post } from "../api/post";
import { restoreFragment } from "../fragment";
import { type Credential, credentialFromUrl, eventFromUrl, isCardPage, isPhotographersCard } from "./credential";
import { pageRequest, redeemRequest } from "./requests";
import { eventOfCard, savedCodes } from "./saved-codes";

/** What the script in the page's head leaves to the app. */
interface Prefetch {
  /** The code of the link. */
  fromLink: Credential | null;
  /** `user_name/slug`, or `Q/…` for a printed card that is new on this device. */
  publicUrl: string;
  request: PrefetchedRequest | null;
}

declare global {
  // Two scripts share only the global scope.
  var imgshPrefetch: Prefetch | undefined;
}

/** Runs in the page's head: requests the photos one or two round trips before the app loads. */
function prefetch(): Prefetch {
  restoreFragment();
  const fromLink = credentialFromUrl();
  const page = eventFromUrl();
  const publicUrl = (fromLink && isCardPage(page) && eventOfCard(fromLink)) || page;
  const { codes } = savedCodes(publicUrl);
  const [newest] = codes;
  const isKnown = !fromLink || codes.some(({ accessCode }) => accessCode === fromLink.accessCode);
  if (newest && isKnown)
    return { fromLink, publicUrl, request: start(bodyOf(...pageRequest(null)), newest.viewerToken) };
  if (!fromLink || isPhotographersCard(fromLink)) return { fromLink, publicUrl, request: null };
  return { fromLink, publicUrl, request: start(bodyOf(...redeemRequest(publicUrl, fromLink)), null) };
}

function start(body: string, token: string | null): PrefetchedRequest {
  const response = post(body, token);
  response.catch(() => undefined); // the app handles the failure
  return { body, token, response };
}

globalThis.imgshPrefetch = prefetch();
