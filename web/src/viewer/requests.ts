import type { Credential } from "./credential";
import { READ_PAGE, REDEEM } from "./documents";

/** Fills most first screens. Later pages are as long as the API allows. */
const FIRST_PHOTOS = 32;
const MAX_PHOTOS = 500;

/** Reads a page of photos. */
export const pageRequest = (after: string | null) =>
  [READ_PAGE, { first: after === null ? FIRST_PHOTOS : MAX_PHOTOS, after }] as const;

/** Opens an album, and reads its first photos. */
export const redeemRequest = (publicUrl: string, { accessCode, linkKey }: Credential) =>
  [REDEEM, { input: { publicUrl, accessCode, linkKey }, first: FIRST_PHOTOS, after: null }] as const;
