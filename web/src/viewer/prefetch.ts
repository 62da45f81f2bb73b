import { bodyOf, type PrefetchedRequest, post } from "../api/post";
import { type Credential, eventOfPage, takeFromAddress } from "./credential";
import { pageRequest, redeemRequest } from "./requests";
import { savedCodes } from "./saved-codes";

/** What the head of the page leaves to the app. */
export interface Prefetch {
  /** The code that the link carried; it is no longer in the address. */
  fromLink: Credential | null;
  asked: PrefetchedRequest | null;
}

declare global {
  // Between two scripts there is nothing but the global scope.
  var imgshEarly: Prefetch | undefined;
}

/** Runs in the head of the page: the photos are on their way before the app is, a round trip or two earlier. */
function begin(): Prefetch {
  const fromLink = takeFromAddress();
  const publicUrl = eventOfPage();
  const { codes } = savedCodes(publicUrl);
  const [newest] = codes;
  const isKnown = !fromLink || codes.some(({ accessCode }) => accessCode === fromLink.accessCode);
  if (newest && isKnown) return { fromLink, asked: asking(bodyOf(...pageRequest(null)), newest.viewerToken) };
  return { fromLink, asked: fromLink && asking(bodyOf(...redeemRequest(publicUrl, fromLink)), null) };
}

function asking(body: string, token: string | null): PrefetchedRequest {
  const answer = post(body, token);
  answer.catch(() => undefined); // the app hears of it when it asks
  return { body, token, answer };
}

globalThis.imgshEarly = begin();
