const UNKNOWN = "application/octet-stream";
/** As many as the service inspects. */
const HEAD_BYTES = 1024;

const SIGNATURES: readonly [RegExp, string][] = [
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^\x89PNG\r\n/, "image/png"],
  [/^RIFF....WEBP/s, "image/webp"],
  [/^GIF8[79]a/, "image/gif"],
  [/^(?!II\*.{5}CR)(II[*+]|MM.[*+])/s, "image/tiff"],
  [/^....(moov|mdat|wide|free|skip)/s, "video/quicktime"],
];

/** Aliases of one type. The browser's own name is kept. */
const ALIASES: Readonly<Record<string, string>> = {
  "image/heif": "image/heic",
  "video/quicktime": "video/mp4",
  "video/x-m4v": "video/mp4",
};
const canonical = (type: string) => ALIASES[type] ?? type;

/** Raw photos and audio files start with the same bytes. */
const CONTAINERS = new Set(["image/tiff", "video/mp4", "video/quicktime"]);
const ACCEPTED = new Set(["image/heic", "image/avif", "video/mp4", ...SIGNATURES.map(([, type]) => type)]);

/** The content type to declare. Browsers go by the extension, which is often wrong. Throws if unreadable. */
export async function contentTypeOf(file: File): Promise<string> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const detected = detectType(String.fromCharCode(...head));
  const isSure = detected && (!CONTAINERS.has(detected) || ACCEPTED.has(canonical(file.type)));
  return isSure && canonical(detected) !== canonical(file.type) ? detected : file.type || UNKNOWN;
}

/** Detects the type from the first bytes, one character each. Null if unsupported. */
function detectType(head: string): string | null {
  if (head.slice(4, 8) !== "ftyp") return SIGNATURES.find(([pattern]) => pattern.test(head))?.[1] ?? null;
  const [, major = "", others = ""] = /^....ftyp(....)(.*)/s.exec(head.slice(0, Math.max(16, boxBytes(head)))) ?? [];
  const brands = new Set([major, ...(others.slice(4).match(/.{4}/gs) ?? [])]);
  const has = (pattern: RegExp) => [...brands].some(brand => pattern.test(brand));
  if (major === "crx ") return null;
  if (has(/^avi[fs]$/)) return "image/avif";
  if (has(/^(hei[cxms]|hevc|hevx|mif1|msf1)$/)) return "image/heic";
  return major === "qt  " ? "video/quicktime" : "video/mp4";
}

const boxBytes = (head: string) => [0, 1, 2, 3].reduce((bytes, at) => bytes * 256 + head.charCodeAt(at), 0);

/** Files that operating systems add to folders. */
export const isSystemFile = ({ name }: File) => name.startsWith(".") || ["Thumbs.db", "desktop.ini"].includes(name);
