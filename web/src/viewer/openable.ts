import { type Details, kept, overSince, PREFIX, readable } from "./wallet";

/** The links of the albums that this device can open again, the next to end first. */
export function openable(): (Details & { publicUrl: string })[] {
  return names()
    .filter(name => name.startsWith(PREFIX))
    .map(name => ({ publicUrl: name.slice(PREFIX.length), ...kept(name.slice(PREFIX.length)) }))
    .flatMap(({ publicUrl, codes, expiresAt, eventName }) =>
      codes.length && expiresAt && !overSince(publicUrl)
        ? { publicUrl, expiresAt, eventName: eventName ?? readable(publicUrl) }
        : [],
    )
    .sort((one, other) => Date.parse(one.expiresAt) - Date.parse(other.expiresAt));
}

function names(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // storage is forbidden here
  }
}
