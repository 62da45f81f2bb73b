import { common } from "../../words/common";
import { day } from "../../words/numbers";
import { words } from "../words/words";
import type { Accessor } from "./documents";

/** What a code opens, and whether somebody has seen it. */
export function Told({ accessor }: { accessor: Accessor }) {
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
