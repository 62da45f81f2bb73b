import { plural } from "../../i18n/numbers";
import { showToast } from "../../ui/toasts";
import { strings } from "../i18n/strings";
import { chosenFiles } from "./chosen-files";

/** The files that can be uploaded. Says in one line how many others were chosen. */
export function withoutLeftOut(all: readonly File[]): readonly File[] {
  const { files, rawCount, sidecarCount } = chosenFiles(all);
  const counts = [
    ...(rawCount ? [plural(rawCount, ...strings.rawCount)] : []),
    ...(sidecarCount ? [plural(sidecarCount, ...strings.sidecarCount)] : []),
  ];
  if (counts.length) showToast(strings.leftOut(rawCount + sidecarCount, counts));
  return files;
}
