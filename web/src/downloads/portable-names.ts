const [MAX_TITLE_CHARACTERS, MAX_STEM_CHARACTERS, MAX_EXTENSION_CHARACTERS] = [60, 95, 8];

/** The name of a ZIP: valid on every system, and displayed as it is. The service names its ZIPs by the same rule. */
export function archiveName(title: string): string {
  const visible = title.normalize("NFC").replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}/gu, "");
  const valid = visible.replaceAll(/[<>:"|?*/\\]/g, "_").replace(/^[.\s]+/, "");
  const name = `${trimEnd(cut(trimEnd(valid), MAX_TITLE_CHARACTERS)) || "photos"}.zip`;
  return /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?$/iu.test(name) ? `_${name}` : name;
}

/** A saved name, cut for the path that it has once a ZIP is unpacked. The service does the same. */
export function nameInArchive(name: string): string {
  const dot = name.lastIndexOf(".");
  const hasExtension = dot > 0 && [...name.slice(dot + 1)].length <= MAX_EXTENSION_CHARACTERS;
  const stem = hasExtension ? name.slice(0, dot) : name;
  const short = cut(stem, MAX_STEM_CHARACTERS);
  return (short === stem ? stem : trimEnd(short) || "_") + name.slice(stem.length);
}

const trimEnd = (text: string) => text.replace(/[.\s]+$/, "");

/** Cuts between characters as people see them: an accent stays with its letter, and an emoji is whole or gone. */
function cut(text: string, maxCharacters: number): string {
  const characters = [...text];
  let end = Math.min(characters.length, maxCharacters);
  while (end > 0 && end < characters.length && belongsToPrevious(characters, end)) end--;
  return characters.slice(0, end).join("");
}

function belongsToPrevious(characters: readonly string[], at: number): boolean {
  const [before, next] = [characters[at - 1] ?? "", characters[at] ?? ""];
  if (before === "\u200d" || next === "\u200d") return true;
  if (!FLAG_LETTER.test(next)) return /\p{M}|[\u{1f3fb}-\u{1f3ff}]/u.test(next);
  // Two of them are a flag.
  return (at - 1 - characters.slice(0, at).findLastIndex(character => !FLAG_LETTER.test(character))) % 2 === 1;
}

const FLAG_LETTER = /[\u{1f1e6}-\u{1f1ff}]/u;
