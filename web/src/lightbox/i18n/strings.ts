import { loadStrings } from "../../i18n/language";
import english from "./en";

/** Texts of the lightbox that are rarely needed. */
export const loadLightboxStrings = () => loadStrings(english, { de: () => import("./de"), es: () => import("./es") });
