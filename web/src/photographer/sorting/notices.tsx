import { useStore } from "../../store";
import { listed } from "./describe";
import { words } from "./i18n/strings";
import { waitingFor } from "./publishing";
import { useReview } from "./review-context";

const MAX_NAMES = 40;

/** What a photographer should know before publishing: photos on their way, and people without photos. */
export function Notices() {
  const { sorting, event, names } = useReview();
  const { summary, series, changed } = useStore(sorting.store);
  const waiting = summary ? waitingFor(event.photoCount, summary) : null;
  const unseen = names.all.filter(({ accessCode }) => names.unseen.has(accessCode));
  const empty = (series ?? []).filter(
    ({ cards, photoCount, accessors }) => cards.length && !photoCount && accessors.length,
  );
  return (
    <div class="sorting-notices" role="status">
      {waiting ? (
        <p class="notice" data-shown>
          {words.waiting(...waiting)}
        </p>
      ) : null}
      {changed ? (
        <p class="notice" data-shown>
          {changed.size ? words.changedMeanwhile(changed.size) : words.changedOtherwise}
        </p>
      ) : null}
      {unseen.length ? (
        <details class="sorting-notice">
          <summary>{words.unseen(unseen.length)}</summary>
          <p class="quiet">{words.unseenHint}</p>
          <p>{listed(unseen.slice(0, MAX_NAMES)) + (unseen.length > MAX_NAMES ? " …" : "")}</p>
        </details>
      ) : null}
      {empty.length ? (
        <details class="sorting-notice">
          <summary>{words.emptyCards(empty.length)}</summary>
          <p>{listed(empty.flatMap(({ accessors }) => accessors).slice(0, MAX_NAMES))}</p>
        </details>
      ) : null}
    </div>
  );
}
