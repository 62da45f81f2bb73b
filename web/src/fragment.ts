/** `#` as some mail scanners write it, encoded once or several times. */
const ENCODED_HASH = /%(?:25)*23/;
const MAX_ENCODINGS = 3;

/** Puts the fragment of a link back where a mail scanner has made it a part of the path or query. */
export function restoreFragment() {
  const { pathname, search } = location;
  const [address = "", ...rest] = (pathname + search).split(ENCODED_HASH);
  if (rest.length) history.replaceState(history.state, "", `${address.split("?")[0]}#${rest.join("#")}`);
}

/** Decodes a text that may have been encoded several times. */
export function decodeAll(text: string): string {
  let decoded = text;
  try {
    for (let left = MAX_ENCODINGS; left && decoded.includes("%"); left--) decoded = decodeURIComponent(decoded);
  } catch {
    // The rest is a percent sign of its own.
  }
  return decoded;
}
