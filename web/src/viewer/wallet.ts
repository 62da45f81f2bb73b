import { now } from "../api/clock";
import type { Credential } from "./code";

/** A code that was opened on this device, and the token it gave. */
export interface Kept extends Credential {
  viewerToken: string;
}

export interface Details {
  eventName: string;
  expiresAt: string;
}

/** What this device knows of one event. */
interface Pocket {
  codes: readonly Kept[];
  /** When its photos are deleted, as the API writes instants. */
  expiresAt: string | null;
  eventName?: string;
}

const EMPTY: Pocket = { codes: [], expiresAt: null };
export const PREFIX = "imgsh.codes.";
const keptAs = (publicUrl: string) => PREFIX + publicUrl;

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
  write(publicUrl, { ...kept(publicUrl), codes: [code, ...codes], expiresAt });
}

/** Its name and its end may have been changed since it was opened. */
export function keepDetails(publicUrl: string, { eventName, expiresAt }: Details) {
  const pocket = kept(publicUrl);
  if (pocket.codes.length && (pocket.expiresAt !== expiresAt || pocket.eventName !== eventName))
    write(publicUrl, { ...pocket, eventName, expiresAt });
}

/** What a link says of the photographer and the event. */
export const readable = (publicUrl: string) => publicUrl.replaceAll("_", " ").replace("/", " · ");

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
