const MAX_BYTES = 255;
const MAX_EXTENSION_BYTES = 16;

/**
 * Makes names unique within one folder. Names that differ in case only are numbered, since Windows and macOS would
 * overwrite one with the other. The service names the files of its ZIPs by the same rule.
 */
export function savedNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return names.map(own => {
    let number = numbers.get(caseFolded(own)) ?? 1;
    let name = number > 1 ? numbered(own, number) : own;
    while (taken.has(caseFolded(name))) name = numbered(own, ++number);
    numbers.set(caseFolded(own), number);
    taken.add(caseFolded(name));
    return name;
  });
}

/** As case-insensitive file systems compare names. */
const caseFolded = (name: string) => name.toUpperCase().toLowerCase().normalize("NFC");

/** `cake (2).png`, in at most 255 bytes. */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const isExtension = dot > 0 && bytesOf(name.slice(dot)).length <= MAX_EXTENSION_BYTES;
  const stem = isExtension ? name.slice(0, dot) : name;
  const ending = ` (${number})${name.slice(stem.length)}`;
  const room = MAX_BYTES - bytesOf(ending).length;
  // `stream` drops a character that is cut in two.
  return new TextDecoder().decode(bytesOf(stem).slice(0, room), { stream: true }) + ending;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
