import { now } from "../api/clock";
import type { Credential } from "./code";

/** A code that was opened on this device, and the token it gave. */
export interface Kept extends Credential {
  viewerToken: string;
}

/** What this device knows of one event. */
interface Pocket {
  codes: readonly Kept[];
  /** When its photos are deleted, as the API writes instants. */
  expiresAt: string | null;
}

const EMPTY: Pocket = { codes: [], expiresAt: null };
const keptAs = (publicUrl: string) => `imgsh.codes.${publicUrl}`;

/** The codes of one event that were opened on this device, the newest first. */
export function kept(publicUrl: string): Pocket {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(keptAs(publicUrl)) ?? "{}") };
  } catch {
    return EMPTY; // storage is forbidden here, or holds something else
  }
}

/** When the photos of this event were deleted, as far as this device knows; null while they may still be there. */
export function overSince(publicUrl: string): string | null {
  const { expiresAt } = kept(publicUrl);
  return expiresAt !== null && Date.parse(expiresAt) <= now() ? expiresAt : null;
}

export function keep(publicUrl: string, code: Kept, expiresAt: string) {
  const codes = kept(publicUrl).codes.filter(({ accessCode }) => accessCode !== code.accessCode);
  write(publicUrl, { codes: [code, ...codes], expiresAt });
}

/** Its end may have been moved since it was opened. */
export function keepEnd(publicUrl: string, expiresAt: string) {
  const pocket = kept(publicUrl);
  if (pocket.codes.length && pocket.expiresAt !== expiresAt) write(publicUrl, { ...pocket, expiresAt });
}

/** Lets go of a code that opens nothing any more. */
export function drop(publicUrl: string, accessCode: string) {
  const pocket = kept(publicUrl);
  write(publicUrl, { ...pocket, codes: pocket.codes.filter(code => code.accessCode !== accessCode) });
}

export function forget(publicUrl: string) {
  write(publicUrl, EMPTY);
}

function write(publicUrl: string, pocket: Pocket) {
  try {
    if (pocket.codes.length || pocket.expiresAt)
      localStorage.setItem(keptAs(publicUrl), JSON.stringify(pocket));
    else localStorage.removeItem(keptAs(publicUrl));
  } catch {
    // Full or forbidden: the album is open all the same, and the code has to be typed again next time.
  }
}
