import { showToast } from "../ui/toasts";
import { strings } from "./i18n/strings";

/** Copies a text to the clipboard and says so. */
export async function copyText(text: string, message = strings.copied) {
  await navigator.clipboard.writeText(text);
  showToast(message);
}
