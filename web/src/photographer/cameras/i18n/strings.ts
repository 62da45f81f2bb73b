import { loadStrings } from "../../../i18n/language";
import english from "./en";

/** Texts of the screens of cameras. Loaded with them. */
export let words: typeof english;

export async function loadCameraStrings() {
  words = await loadStrings(english, { de: () => import("./de"), es: () => import("./es") });
}
