import { common } from "../../i18n/common";
import { plural } from "../../i18n/numbers";
import { Button } from "../../ui/button";
import { strings } from "../i18n/strings";
import { RAW_NAME } from "./chosen-files";
import { uploads } from "./queue";
import type { Upload } from "./upload";

/** Refused files, grouped by reason. */
export function RefusedFiles({ refused }: { refused: readonly Upload[] }) {
  const byReason = new Map<string, Upload[]>();
  for (const upload of refused) {
    const reason = reasonText(upload);
    byReason.set(reason, [...(byReason.get(reason) ?? []), upload]);
  }
  return (
    <div class="refused">
      {[...byReason].map(([reason, files]) => (
        <details key={reason}>
          <summary>
            {plural(files.length, ...strings.fileCount)}: {reason}
          </summary>
          <ul>
            {files.map(({ file }, index) => (
              <li key={index}>{file.name}</li>
            ))}
          </ul>
        </details>
      ))}
      {refused.some(mayRetry) ? <Button onClick={uploads.retry}>{common.retry}</Button> : null}
    </div>
  );
}

/** A retry can't succeed: the file itself is wrong. */
const PERMANENT = new Set(["FILE_TYPE_NOT_ALLOWED", "FILE_TOO_LARGE", "TOO_MANY_PIXELS", "INVALID_INPUT"]);
const mayRetry = ({ refusal }: Upload) => !PERMANENT.has(refusal?.code ?? "");

/** Our text if there is one, else the API's. */
function reasonText({ refusal, file }: Upload): string {
  const { code = "", message = "", field } = refusal ?? {};
  if (code === "FILE_TYPE_NOT_ALLOWED" && RAW_NAME.test(file.name)) return strings.rejections.RAW_FILE;
  const known: Readonly<Record<string, string>> = { ...strings.fileErrors, ...strings.invalidFiles };
  return known[code === "INVALID_INPUT" ? (field?.at(-1) ?? "") : code] ?? (message || common.problems.internal);
}
