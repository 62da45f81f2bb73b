import { decodeAll } from "../fragment";

/** What opens an album: a code, and the link key if it came by link or QR code. */
export interface Credential {
  accessCode: string;
  linkKey: string | null;
}

/** What follows is ignored: punctuation of a sentence, or what a tracker has appended. */
const LINK = /(?:^\s*|\S)#([\w-]+)(?:\.([\w-]+))?/;
const CODE = /(?<![0-9A-Z])[0-9A-Z]{3}[\s-]?[0-9A-Z]{3}(?![0-9A-Z])/g;
const CODE_LENGTH = 6;

/**
 * Reads the credential from a link, a sentence that contains a code, or a code. Null for an empty text.
 */
export function credentialOf(text: string): Credential | null {
  const link = LINK.exec(decodeAll(text));
  if (link?.[1]) return { accessCode: normalizeCode(link[1]), linkKey: link[2] ?? null };
  const typed = normalizeCode(text);
  if (!typed) return null;
  const found = typed.length > CODE_LENGTH ? text.toUpperCase().match(CODE)?.at(-1) : null;
  return { accessCode: found ? normalizeCode(found) : typed, linkKey: null };
}

/** Normalizes a code as the service does, so that it is saved once. */
const normalizeCode = (code: string) =>
  code.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");

const PHOTOGRAPHERS_CARDS = ["EVERYBODY", "STOP"].map(normalizeCode);

/** Of the photographer's own cards, "everybody" and "stop". They open no album. */
export const isPhotographersCard = ({ accessCode }: Credential) => PHOTOGRAPHERS_CARDS.includes(accessCode);

/** The event of this page: `user_name/slug`, or `Q/…` on the page of a printed card. */
export function eventFromUrl(): string {
  const path = location.pathname.split("/").filter(Boolean).join("/");
  try {
    return decodeURI(path);
  } catch {
    return path; // not an event: the service reports it
  }
}

/** The page of a printed card. No user name has one letter. */
export const isCardPage = (publicUrl: string) => /^q\//i.test(publicUrl);

export const photographerOf = (publicUrl: string) => publicUrl.split("/")[0] ?? "";

export const credentialFromUrl = () => credentialOf(location.hash);
