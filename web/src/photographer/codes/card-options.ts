import { locale } from "../../i18n/language";

export const PAPERS = ["a4", "letter"] as const;
export const SIZES = ["large", "small"] as const;

export interface CardOptions {
  paper: (typeof PAPERS)[number];
  size: (typeof SIZES)[number];
}

const STORAGE_KEY = "imgsh.cards";
/** Where US Letter is usual, as CLDR says. */
const LETTER_REGIONS = /-(US|CA|MX|PH|CL|CO|CR|GT|NI|PA|PR|SV|VE|BZ)\b/i;

const initial = (): CardOptions => ({ paper: LETTER_REGIONS.test(locale) ? "letter" : "a4", size: "large" });

/** What this device printed last. */
export function savedCardOptions(): CardOptions {
  try {
    const { paper, size } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return {
      paper: PAPERS.find(each => each === paper) ?? initial().paper,
      size: SIZES.find(each => each === size) ?? initial().size,
    };
  } catch {
    return initial(); // storage is forbidden or corrupt
  }
}

export function saveCardOptions(options: CardOptions) {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(options));
  } catch {
    // Storage is full or forbidden: the choice holds for this time.
  }
}
