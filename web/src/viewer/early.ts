import { bodyOf, type EarlyQuestion, post } from "../api/post";
import { type Credential, eventOfPage, takeFromAddress } from "./code";
import { pageQuestion, redeemQuestion } from "./questions";
import { kept } from "./wallet";

/** What the head of the page leaves to the app. */
export interface Early {
  /** The code that the link carried; it is no longer in the address. */
  fromLink: Credential | null;
  asked: EarlyQuestion | null;
}

declare global {
  // Between two scripts there is nothing but the global scope.
  var imgshEarly: Early | undefined;
}

/** Runs in the head of the page: the photos are on their way before the app is, a round trip or two earlier. */
function begin(): Early {
  const fromLink = takeFromAddress();
  const publicUrl = eventOfPage();
  const { codes } = kept(publicUrl);
  const [newest] = codes;
  const isKnown = !fromLink || codes.some(({ accessCode }) => accessCode === fromLink.accessCode);
  if (newest && isKnown)
    return { fromLink, asked: asking(bodyOf(...pageQuestion(null)), newest.viewerToken) };
  return { fromLink, asked: fromLink && asking(bodyOf(...redeemQuestion(publicUrl, fromLink)), null) };
}

function asking(body: string, token: string | null): EarlyQuestion {
  const answer = post(body, token);
  answer.catch(() => undefined); // the app hears of it when it asks
  return { body, token, answer };
}

globalThis.imgshEarly = begin();
