import type { Credential } from "./credential";
import { READ_PAGE, REDEEM } from "./documents";

/** Fills most first screens. Later pages are as long as the API allows. */
const FIRST_PHOTOS = 32;
const MAX_PHOTOS = 500;

/** Reads a page of photos. */
export const pageRequest = (after: string | null) =>
  [READ_PAGE, { first: after === null ? FIRST_PHOTOS : MAX_PHOTOS, after }] as const;

/** Opens an album, and reads its first photos. A mail scanner may have followed a link: only a typed code counts. */
export const redeemRequest = (publicUrl: string, { accessCode, linkKey }: Credential, countsAsOpening = false) =>
  [REDEEM, { input: { publicUrl, accessCode, linkKey, countsAsOpening }, first: FIRST_PHOTOS, after: null }] as const;
