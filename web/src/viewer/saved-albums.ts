import { type Details, endedAt, PREFIX, savedCodes, titleFromLink } from "./saved-codes";

/** The albums that this device can open, soonest to end first. */
export function savedAlbums(): (Details & { publicUrl: string })[] {
  return names()
    .filter(name => name.startsWith(PREFIX))
    .map(name => ({ publicUrl: name.slice(PREFIX.length), ...savedCodes(name.slice(PREFIX.length)) }))
    .flatMap(({ publicUrl, codes, expiresAt, eventName }) =>
      codes.length && expiresAt && !endedAt(publicUrl)
        ? { publicUrl, expiresAt, eventName: eventName ?? titleFromLink(publicUrl) }
        : [],
    )
    .sort((one, other) => Date.parse(one.expiresAt) - Date.parse(other.expiresAt));
}

function names(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // storage is forbidden
  }
}
