import { now } from "../api/clock";
import type { Credential } from "./credential";

/** A code that was opened on this device, and the token it gave. */
export interface SavedCode extends Credential {
  viewerToken: string;
}

export interface Details {
  eventName: string;
  expiresAt: string;
}

/** What this device knows of one event. */
interface SavedCodes {
  codes: readonly SavedCode[];
  /** When its photos are deleted, as the API writes instants. */
  expiresAt: string | null;
  eventName?: string;
}

const EMPTY: SavedCodes = { codes: [], expiresAt: null };
export const PREFIX = "imgsh.codes.";
const storageKey = (publicUrl: string) => PREFIX + publicUrl;

/** The codes of one event that were opened on this device, the newest first. */
export function savedCodes(publicUrl: string): SavedCodes {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(storageKey(publicUrl)) ?? "{}") };
  } catch {
    return EMPTY; // storage is forbidden here, or holds something else
  }
}

/** When the photos of this event were deleted, as far as this device knows; null while they may still be there. */
export function endedAt(publicUrl: string): string | null {
  const { expiresAt } = savedCodes(publicUrl);
  return expiresAt !== null && Date.parse(expiresAt) <= now() ? expiresAt : null;
}

export function saveCode(publicUrl: string, code: SavedCode, expiresAt: string) {
  const codes = savedCodes(publicUrl).codes.filter(({ accessCode }) => accessCode !== code.accessCode);
  write(publicUrl, { ...savedCodes(publicUrl), codes: [code, ...codes], expiresAt });
}

/** Its name and its end may have been changed since it was opened. */
export function saveDetails(publicUrl: string, { eventName, expiresAt }: Details) {
  const saved = savedCodes(publicUrl);
  if (saved.codes.length && (saved.expiresAt !== expiresAt || saved.eventName !== eventName))
    write(publicUrl, { ...saved, eventName, expiresAt });
}

/** What a link says of the photographer and the event. */
export const titleFromLink = (publicUrl: string) => publicUrl.replaceAll("_", " ").replace("/", " · ");

/** Lets go of a code that opens nothing any more. */
export function removeCode(publicUrl: string, accessCode: string) {
  const saved = savedCodes(publicUrl);
  write(publicUrl, { ...saved, codes: saved.codes.filter(code => code.accessCode !== accessCode) });
}

export function removeEvent(publicUrl: string) {
  write(publicUrl, EMPTY);
}

function write(publicUrl: string, saved: SavedCodes) {
  try {
    if (saved.codes.length || saved.expiresAt)
      localStorage.setItem(storageKey(publicUrl), JSON.stringify(saved));
    else localStorage.removeItem(storageKey(publicUrl));
  } catch {
    // Full or forbidden: the album is open all the same, and the code has to be typed again next time.
  }
}
