/** Where every format that is looked at has its size, except for JPEGs with unusually large metadata. */
const HEAD_BYTES = 256 * 1024;
const MEGAPIXEL = 1e6;

/** In megapixels, as the service has them (media/pixel_limits.py): decoded in parts, whole, and in several copies. */
const [IN_PARTS, WHOLE, COPIED] = [210, 105, 64];

interface Picture {
  width: number;
  height: number;
  limit: number;
}

/** Whether the service would refuse the photo for its pixels. False if its head does not tell. */
export async function hasTooManyPixels(file: Blob): Promise<boolean> {
  const head = new DataView(await file.slice(0, HEAD_BYTES).arrayBuffer());
  try {
    const picture = READERS.find(({ at, signature }) => text(head, at, signature.length) === signature)?.read(head);
    return !!picture && picture.width * picture.height > picture.limit * MEGAPIXEL;
  } catch (error) {
    if (error instanceof RangeError) return false; // the head ends before the size
    throw error;
  }
}

const READERS: readonly { at: number; signature: string; read: (head: DataView) => Picture | null }[] = [
  { at: 0, signature: "\xff\xd8\xff", read: jpeg },
  {
    at: 0,
    signature: "\x89PNG",
    read: head => ({ width: head.getUint32(16), height: head.getUint32(20), limit: WHOLE }),
  },
  {
    at: 0,
    signature: "GIF8",
    read: head => ({ width: head.getUint16(6, true), height: head.getUint16(8, true), limit: WHOLE }),
  },
  { at: 8, signature: "WEBP", read: webp },
  { at: 4, signature: "ftyp", read: heif },
];

/** The first frame header (ITU-T T.81, B.2.2). What is progressive is decoded whole. */
function jpeg(head: DataView): Picture | null {
  for (let at = 2; head.getUint8(at) === 0xff; ) {
    const marker = head.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const limit = marker === 0xc2 ? WHOLE : IN_PARTS;
      return { width: head.getUint16(at + 7), height: head.getUint16(at + 5), limit };
    } else at += 2 + head.getUint16(at + 2);
  }
  return null;
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webp(head: DataView): Picture | null {
  const low = (at: number) => head.getUint16(at, true);
  const limit = COPIED;
  switch (text(head, 12, 4)) {
    case "VP8X":
      return { width: 1 + low(24) + (head.getUint8(26) << 16), height: 1 + low(27) + (head.getUint8(29) << 16), limit };
    case "VP8 ":
      return { width: low(26) & 0x3fff, height: low(28) & 0x3fff, limit };
    case "VP8L": {
      const bits = head.getUint32(21, true);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff), limit };
    }
    default:
      return null;
  }
}

/** The largest picture in `meta`: no tile or thumbnail is larger than what it belongs to. A HEIC of tiles has a grid. */
function heif(head: DataView): Picture | null {
  const content = text(head, 0, head.byteLength);
  const brands = content.slice(8, head.getUint32(0));
  const isTiledHeic = !/avi[fs]/.test(brands) && /infe.{8}(..)?grid/s.test(content);
  let largest: Picture | null = null;
  for (const { index } of content.matchAll(/ispe\0{4}/g)) {
    const [width, height] = [head.getUint32(index + 8), head.getUint32(index + 12)];
    if (largest && width * height <= largest.width * largest.height) continue;
    largest = { width, height, limit: isTiledHeic ? IN_PARTS : COPIED };
  }
  return largest;
}

/** One character a byte. */
function text(head: DataView, at: number, length: number): string {
  let found = "";
  const end = Math.min(at + length, head.byteLength);
  for (let index = at; index < end; index++) found += String.fromCharCode(head.getUint8(index));
  return found;
}
