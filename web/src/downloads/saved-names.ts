const MAX_BYTES = 255;
const MAX_EXTENSION_BYTES = 16;

/**
 * Names that stand side by side in one folder: the second of two that differ in case alone gets a number, since Windows
 * and macOS would save one over the other. The service names the files of its ZIPs by the same rule.
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

/** As a file system compares them that knows no case. */
const caseFolded = (name: string) => name.toUpperCase().toLowerCase().normalize("NFC");

/** `cake (2).png`, in at most 255 bytes. */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const isExtension = dot > 0 && bytesOf(name.slice(dot)).length <= MAX_EXTENSION_BYTES;
  const stem = isExtension ? name.slice(0, dot) : name;
  const ending = ` (${number})${name.slice(stem.length)}`;
  const room = MAX_BYTES - bytesOf(ending).length;
  // A stream leaves a character that is cut in two for later.
  return new TextDecoder().decode(bytesOf(stem).slice(0, room), { stream: true }) + ending;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
