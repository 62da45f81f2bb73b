/** What browsers know no type of: Chromium's for HEIC is empty on most systems. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
  avif: "image/avif",
  gif: "image/gif",
  tif: "image/tiff",
  tiff: "image/tiff",
  mp4: "video/mp4",
  m4v: "video/mp4",
  mov: "video/quicktime",
};

export function contentTypeOf({ name, type }: File): string {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return type || BY_EXTENSION[extension] || "application/octet-stream";
}

/** What systems put into folders by themselves. */
export const isClutter = ({ name }: File) =>
  name.startsWith(".") || ["Thumbs.db", "desktop.ini"].includes(name);
