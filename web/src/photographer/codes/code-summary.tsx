import { common } from "../../i18n/common";
import { day } from "../../i18n/numbers";
import { strings } from "../i18n/strings";
import type { Accessor } from "./documents";

/** What a code opens, and how often it was opened. */
export function CodeSummary({ accessor }: { accessor: Accessor }) {
  const { allPhotos, photoCount, openCount, downloadCount, lastOpenedAt } = accessor;
  const scope = allPhotos ? strings.allPhotos : common.photos(photoCount);
  return (
    <>
      {scope} ·{" "}
      {lastOpenedAt ? (
        <>
          {strings.opened(openCount, day(lastOpenedAt))}
          {downloadCount ? ` · ${strings.downloaded(downloadCount)}` : null}
        </>
      ) : (
        <strong class="never-opened">{strings.neverOpened}</strong>
      )}
    </>
  );
}
