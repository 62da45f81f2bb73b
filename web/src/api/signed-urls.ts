/** A link to a photo: /d/MAC/a1.EXPIRY/KEY. Storage itself signs in the query instead. */
const LINK = /^(https?:\/\/[^/]+\/[do]\/)[\w-]{22}\/[a-z]\d*\.(\d{10})(?:\.[^/]+)?\//;
const WITH_QUERY = /^(https?:\/\/[^?]+)\?.*/;
const SIGNED_AT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** The same for the same file, and opens nothing. Text that is no signed URL stays as it is. */
export const unsignedUrl = (url: string) => url.replace(WITH_QUERY, "$1").replace(LINK, "$1");

/** When a signed URL ends, by its own words, in milliseconds since 1970. NaN if it says nothing. */
export function endOf(url: string): number {
  const seconds = LINK.exec(url)?.[2];
  if (seconds) return Number(seconds) * 1000;
  const signed = new URL(url).searchParams;
  const at = signed.get("X-Amz-Date")?.replace(SIGNED_AT, "$1-$2-$3T$4:$5:$6Z") ?? "";
  return Date.parse(at) + Number(signed.get("X-Amz-Expires")) * 1000;
}
