import { loadStrings } from "../../../i18n/language";
import english from "./en";

/** Texts of the review of the proposal. Loaded with its screen. */
export let words: typeof english;

export async function loadSortingStrings() {
  words = await loadStrings(english, { de: () => import("./de"), es: () => import("./es") });
}
