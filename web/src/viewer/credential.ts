/** What opens an album: a code, and the link's key where it came by a link or QR code. */
export interface Credential {
  accessCode: string;
  linkKey: string | null;
}

const LINK = /#([^.\s]+)(?:\.([\w-]+))?\s*$/;
const CODE = /(?<![0-9A-Z])[0-9A-Z]{3}[\s-]?[0-9A-Z]{3}(?![0-9A-Z])/g;
const CODE_LENGTH = 6;

/**
 * What a person meant who typed or pasted this: a whole link, a sentence with the code in it, or a code.
 * Null where nothing was typed.
 */
export function credentialOf(text: string): Credential | null {
  const link = LINK.exec(text);
  if (link?.[1]) return { accessCode: normalizeCode(link[1]), linkKey: link[2] ?? null };
  const typed = normalizeCode(text);
  if (!typed) return null;
  const found = typed.length > CODE_LENGTH ? text.toUpperCase().match(CODE)?.at(-1) : null;
  return { accessCode: found ? normalizeCode(found) : typed, linkKey: null };
}

/** As the service reads codes, so that one code is kept once however it was typed. */
const normalizeCode = (code: string) =>
  code.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");

/** The event whose page this is: `user_name/slug`. */
export function eventFromUrl(): string {
  const path = location.pathname.split("/").filter(Boolean).join("/");
  try {
    return decodeURI(path);
  } catch {
    return path; // no event's: the service will say so
  }
}

export const photographerOf = (publicUrl: string) => publicUrl.split("/")[0] ?? "";

/** Takes the code out of the address bar, and out of the history: whoever comes to this device next won't see it. */
export function takeCredentialFromUrl(): Credential | null {
  const { hash, pathname, search } = location;
  if (hash.length < 2) return null;
  history.replaceState(history.state, "", pathname + search);
  try {
    return credentialOf(decodeURIComponent(hash));
  } catch {
    return credentialOf(hash);
  }
}
