import { common } from "../../i18n/common";
import { day } from "../../i18n/numbers";
import { words } from "../i18n/words";
import type { Accessor } from "./documents";

/** What a code opens, and whether somebody has seen it. */
export function CodeSummary({ accessor }: { accessor: Accessor }) {
  const { allPhotos, photoCount, openCount, downloadCount, lastOpenedAt } = accessor;
  const opens = allPhotos ? words.allPhotos : common.photos(photoCount);
  return (
    <>
      {opens} ·{" "}
      {lastOpenedAt ? (
        <>
          {words.opened(openCount, day(lastOpenedAt))}
          {downloadCount ? ` · ${words.downloaded(downloadCount)}` : null}
        </>
      ) : (
        <strong class="never">{words.neverSeen}</strong>
      )}
    </>
  );
}
