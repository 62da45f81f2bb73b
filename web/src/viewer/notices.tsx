import { common } from "../i18n/common";
import { errorText } from "../i18n/error-text";
import { Button } from "../ui/button";
import { useOnline } from "../ui/online";
import type { AlbumState } from "./album";
import { strings } from "./i18n/strings";

interface Properties {
  state: AlbumState;
  onRetry: () => void;
}

/** Why the album is incomplete: offline, an error, or an ended code. */
export function Notices({ state: { problem, endedCode, photos }, onRetry }: Properties) {
  const isOffline = !useOnline() || problem?.code === "OFFLINE";
  const offline = photos.length ? strings.offlineHere : common.problems.offline;
  const text = [endedCode && strings.codeEnded(endedCode), isOffline ? offline : problem && errorText(problem)]
    .filter(Boolean)
    .join(" ");
  return (
    <div class="notice" role="status" data-shown={text ? true : undefined}>
      {text ? <p>{text}</p> : null}
      {problem ? <Button onClick={onRetry}>{common.retry}</Button> : null}
    </div>
  );
}
