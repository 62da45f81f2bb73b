/** The languages of the screens. Each has the type of the English texts, so that none can miss one. */
export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

const STORAGE_KEY = "imgsh.language";
const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);

/** The language chosen on this device, else the browser's first supported one. */
export const language: Language =
  [savedLanguage(), ...navigator.languages].map(name => name.split("-")[0] ?? "").find(isLanguage) ?? "en";

/** With the region for date and number formats, if the browser has one. */
export const locale = navigator.languages.find(name => name.split("-")[0] === language) ?? language;

function savedLanguage(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return ""; // storage is forbidden
  }
}

/** Changes the language and reloads the page. */
export function setLanguage(chosen: Language) {
  localStorage.setItem(STORAGE_KEY, chosen);
  location.reload();
}

type Loaders<Strings> = Record<Exclude<Language, "en">, () => Promise<{ default: Strings }>>;

/** The texts in the current language. English is bundled, others are loaded. */
export async function loadStrings<Strings>(english: Strings, loaders: Loaders<Strings>): Promise<Strings> {
  document.documentElement.lang = language;
  return language === "en" ? english : (await loaders[language]()).default;
}
