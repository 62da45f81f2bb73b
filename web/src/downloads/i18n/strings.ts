import { loadStrings } from "../../i18n/language";
import english from "./en";

/** Texts of downloads. Loaded with them. */
export let words: typeof english;

export async function loadDownloadStrings() {
  words = await loadStrings(english, { de: () => import("./de"), es: () => import("./es") });
}
