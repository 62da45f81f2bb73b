import { now } from "../api/clock";
import type { Credential } from "./credential";

/** A code that was opened on this device, and its token. */
export interface SavedCode extends Credential {
  viewerToken: string;
  /** Redeemed by a link, and nobody has touched the page since: it may be a mail scanner. */
  isOpeningUnreported?: boolean | undefined;
}

export interface Details {
  eventName: string;
  expiresAt: string;
  timeZone?: string;
}

/** What this device has saved about one event. */
interface SavedCodes {
  codes: readonly SavedCode[];
  /** When its photos are deleted, in ISO 8601. */
  expiresAt: string | null;
  eventName?: string;
  /** The event's, in which its last day is named. */
  timeZone?: string;
}

const EMPTY: SavedCodes = { codes: [], expiresAt: null };
const PREFIX = "imgsh.codes.";
const SHARED = "imgsh.shared";
const storageKey = (publicUrl: string) => PREFIX + publicUrl;

/** The saved codes of one event, newest first. */
export function savedCodes(publicUrl: string): SavedCodes {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(storageKey(publicUrl)) ?? "{}") };
  } catch {
    return EMPTY; // storage is forbidden or corrupt
  }
}

/** When this event ended, as far as this device knows. Null while it may still exist. */
export function endedAt(publicUrl: string): string | null {
  const { expiresAt } = savedCodes(publicUrl);
  return expiresAt !== null && Date.parse(expiresAt) <= now() ? expiresAt : null;
}

export function saveCode(publicUrl: string, code: SavedCode, expiresAt: string) {
  const codes = savedCodes(publicUrl).codes.filter(({ accessCode }) => accessCode !== code.accessCode);
  write(publicUrl, { ...savedCodes(publicUrl), codes: [code, ...codes], expiresAt });
}

/** Keeps its place among the codes of the event. */
export function replaceCode(publicUrl: string, code: SavedCode) {
  const saved = savedCodes(publicUrl);
  const codes = saved.codes.map(each => (each.accessCode === code.accessCode ? code : each));
  write(publicUrl, { ...saved, codes });
}

/** The photographer may have changed the name and end. */
export function saveDetails(publicUrl: string, { eventName, expiresAt, timeZone }: Details) {
  const saved = savedCodes(publicUrl);
  if (saved.codes.length) write(publicUrl, { ...saved, eventName, expiresAt, timeZone });
}

/** A title made from the link: photographer and event. */
export const titleFromLink = (publicUrl: string) => publicUrl.replaceAll("_", " ").replace("/", " · ");

/** The events of which this device has saved something. */
export function savedEvents(): string[] {
  try {
    return Object.keys(localStorage).flatMap(name => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : []));
  } catch {
    return []; // storage is forbidden
  }
}

/** The event of a printed card that this device has opened before, else null. */
export const eventOfCard = ({ accessCode, linkKey }: Credential) =>
  savedEvents().find(publicUrl =>
    savedCodes(publicUrl).codes.some(code => code.accessCode === accessCode && code.linkKey === linkKey),
  );

/** After the last one, only the end of an event that is over stays, to say when it was. */
export function removeCode(publicUrl: string, accessCode: string) {
  const saved = savedCodes(publicUrl);
  const codes = saved.codes.filter(code => code.accessCode !== accessCode);
  const { expiresAt } = saved;
  write(publicUrl, codes.length ? { ...saved, codes } : { codes, expiresAt: endedAt(publicUrl) && expiresAt });
}

/** Removes everything but the end of an event that is over. */
export function removeEvent(publicUrl: string) {
  write(publicUrl, { codes: [], expiresAt: endedAt(publicUrl) });
}

/** Whether others use this device: then nothing is saved. */
export function isShared(): boolean {
  try {
    return localStorage.getItem(SHARED) !== null;
  } catch {
    return true; // storage is forbidden
  }
}

/** Forgets all albums of a device that others use. */
export function setShared(isOn: boolean) {
  if (isOn) for (const publicUrl of savedEvents()) localStorage.removeItem(storageKey(publicUrl));
  if (isOn) localStorage.setItem(SHARED, "");
  else localStorage.removeItem(SHARED);
}

function write(publicUrl: string, saved: SavedCodes) {
  if (isShared()) return;
  try {
    if (saved.codes.length || saved.expiresAt) localStorage.setItem(storageKey(publicUrl), JSON.stringify(saved));
    else localStorage.removeItem(storageKey(publicUrl));
  } catch {
    // Storage is full: the album opens, but the code must be typed again next time.
  }
}
