import { beforeAll, expect, test } from "vitest";
import { setCommonStrings } from "../src/i18n/common";
import { downloadLabel } from "../src/i18n/download-label";
import english from "../src/viewer/i18n/en";

const SCREENS = ["viewer", "photographer", "downloads", "photographer/cameras", "photographer/sorting"];
/** What the functions of texts take, by position. */
const NUMBERS = [62, 73, 84];
const STRINGS = ["Ada", "Bob", "Cy"];
const LISTS = [62, ["Ada", "Bob"]];
const ASKED = [{ name: "Ada", other: "Bob", camera: "Leica", gap: "9 min", photos: "7 photos" }];
const PARTS = ["Ada", "Bob", "Cy", "Leica", "9 min", "7 photos", "62", "73", "84"];

type Text = (...given: unknown[]) => string;
type Texts = { [name: string]: Texts | Text | string };

/** The texts with values in them, by their path: each text once for each kind of values. */
function textsOf(texts: Texts, path = ""): [string, string[]][] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const place = `${path}.${name}`;
    if (typeof text === "function") return [[place, [NUMBERS, STRINGS, LISTS, ASKED].map(given => say(text, given))]];
    return typeof text === "object" && text ? textsOf(text, place) : [];
  });
}

function say(text: Text, given: readonly unknown[]): string {
  try {
    return text(...given);
  } catch {
    return ""; // it takes values of another kind
  }
}

const named = (text = "") => PARTS.filter(part => text.includes(part));

const modules = import.meta.glob<{ default: Texts }>("../src/**/i18n/{en,de,es}.ts", { eager: true });
const load = (screen: string, language: string) =>
  textsOf(modules[`../src/${screen}/i18n/${language}.ts`]?.default ?? {});

beforeAll(() => setCommonStrings(english.common));

test.each(SCREENS)("each text of %s names in every language what the English one names", screen => {
  const inEnglish = load(screen, "en");
  expect(inEnglish.length).toBeGreaterThan(9);
  for (const language of ["de", "es"]) {
    const translated = new Map(load(screen, language));
    for (const [place, said] of inEnglish) {
      const also = translated.get(place) ?? [];
      const both = said.map((_, kind) => kind).filter(kind => said[kind] && also[kind]);
      if (said.some(Boolean)) expect(both, `${language}${place}`).not.toHaveLength(0);
      for (const kind of both) expect(named(also[kind]), `${language}${place}`).toEqual(named(said[kind]));
      expect(also.join(""), `${language}${place}`).not.toMatch(/# \p{L}/u);
    }
  }
});

test("a download says how many photos of which size, and nothing of them while none is selected", () => {
  expect(downloadLabel(2, 4_100_000, english.downloadSelected)).toBe("Download 2 selected (4.1 MB)");
  expect(downloadLabel(0, 0, english.downloadSelected)).toBe("Download");
});
