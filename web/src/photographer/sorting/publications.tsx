import { useState } from "preact/hooks";
import { instant } from "../../i18n/numbers";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { showToast } from "../../ui/toasts";
import { Confirm } from "../forms/confirm";
import type { Publication } from "./documents";
import { words } from "./i18n/strings";
import { useReview } from "./review-context";

/** What was published, newest first. */
export function Publications() {
  const { sorting } = useReview();
  const { summary } = useStore(sorting.store);
  const [taken, setTaken] = useState<Publication | null>(null);
  if (!summary?.publications.length) return null;
  const takeBack = async ({ id }: Publication) => {
    await sorting.undoPublication(id);
    setTaken(null);
    showToast(words.takenBackNow);
  };
  return (
    <section class="publications" aria-label={words.publications}>
      {summary.publications.map(publication => {
        const { id, publishedAt, accessCodeCount, photoCount, everybodyPhotoCount, undoneAt, openedCount } =
          publication;
        return (
          <div key={id} class="publication" data-undone={undoneAt ? true : undefined}>
            <Icon name="check" />
            <p>
              {words.publicationOf(instant(publishedAt), accessCodeCount, photoCount)}
              {everybodyPhotoCount ? ` ${words.toEverybody(everybodyPhotoCount)}` : null}
              {undoneAt ? <span class="quiet"> {words.takenBack(instant(undoneAt))}</span> : null}
              {openedCount ? <span class="opened-since"> {words.openedSince(openedCount)}</span> : null}
            </p>
            {undoneAt ? null : <Button onClick={() => setTaken(publication)}>{words.takeBack}</Button>}
          </div>
        );
      })}
      {taken ? (
        <Confirm
          title={words.takeBackTitle}
          hint={[taken.openedCount ? words.openedSince(taken.openedCount) : "", words.takeBackHint].join(" ").trim()}
          submit={words.takeBack}
          onConfirm={() => takeBack(taken)}
          onClose={() => setTaken(null)}
        />
      ) : null}
    </section>
  );
}
