import { type Details, endedAt, savedCodes, savedEvents, titleFromLink } from "./saved-codes";

/** The albums that this device can open, soonest to end first. */
export function savedAlbums(): (Details & { publicUrl: string })[] {
  return savedEvents()
    .map(publicUrl => ({ publicUrl, ...savedCodes(publicUrl) }))
    .flatMap(({ publicUrl, codes, expiresAt, eventName, timeZone }) =>
      codes.length && expiresAt && !endedAt(publicUrl)
        ? { publicUrl, expiresAt, timeZone, eventName: eventName ?? titleFromLink(publicUrl) }
        : [],
    )
    .sort((one, other) => Date.parse(one.expiresAt) - Date.parse(other.expiresAt));
}
