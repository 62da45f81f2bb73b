import { problemOf } from "../api/problem";
import { errorText } from "../i18n/error-text";
import { showToast } from "../ui/toasts";
import { strings } from "./i18n/strings";

/** Says why something failed. `texts` are more texts by code of `userErrors`. */
export const showProblem = (thrown: unknown, texts: Readonly<Record<string, string>> = {}) =>
  showToast(errorText(problemOf(thrown), { ...strings.userErrors, ...texts }), { isProblem: true });
