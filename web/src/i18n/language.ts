/** The languages of the screens. A loadStrings of one has the type of the English one: none can miss a word. */
export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

const STORAGE_KEY = "imgsh.language";
const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);

/** What was chosen on this device, else the first of the browser's languages that we speak. */
export const language: Language =
  [savedLanguage(), ...navigator.languages].map(name => name.split("-")[0] ?? "").find(isLanguage) ?? "en";

/** The region's way to write dates and numbers, where the browser tells one. */
export const locale = navigator.languages.find(name => name.split("-")[0] === language) ?? language;

function savedLanguage(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return ""; // storage is forbidden here
  }
}

/** Speaks another language from now on: loads the page anew. */
export function setLanguage(chosen: Language) {
  localStorage.setItem(STORAGE_KEY, chosen);
  location.reload();
}

type Loaders<Strings> = Record<Exclude<Language, "en">, () => Promise<{ default: Strings }>>;

/** The loadStrings of the language that is spoken here. English is there at once, the loaders are loaded. */
export async function loadStrings<Strings>(english: Strings, loaders: Loaders<Strings>): Promise<Strings> {
  document.documentElement.lang = language;
  return language === "en" ? english : (await loaders[language]()).default;
}
