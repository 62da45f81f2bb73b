import { useState } from "preact/hooks";
import { instant } from "../../i18n/numbers";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { showToast } from "../../ui/toasts";
import { useBusy } from "../../ui/use-busy";
import { Confirm } from "../forms/confirm";
import { attempt } from "./actions";
import type { Publication } from "./documents";
import { words } from "./i18n/strings";
import { waitingFor } from "./publishing";
import { useReview } from "./review-context";
import type { Sorting } from "./sorting";

/** Publishes all series. Asks only if questions are open. */
export function PublishButton({ isMain }: { isMain: boolean }) {
  const { sorting, event } = useReview();
  const { summary, series } = useStore(sorting.store);
  const [isAsking, setAsking] = useState(false);
  const [isBusy, start] = useBusy(() => publish(sorting, null));
  if (!summary || !series) return null;
  const { nextPublication: next, questionCount } = summary;
  const isNothing = !next.photoCount && !next.removedPhotoCount;
  const isIdle = isBusy || isNothing || waitingFor(event.photoCount, summary) !== null;
  const press = () => {
    if (isIdle) return;
    if (questionCount) setAsking(true);
    else void start();
  };
  return (
    <>
      <Button class={isMain ? "button" : "quiet-button"} aria-disabled={isIdle} onClick={press}>
        {isNothing
          ? words.allPublished
          : next.accessCodeCount
            ? words.publish(next.accessCodeCount)
            : words.publishChanges}
      </Button>
      {isAsking ? (
        <Confirm
          title={words.publishTitle}
          hint={words.publishOpen(questionCount)}
          submit={words.publishAnyway}
          onConfirm={async () => {
            setAsking(false);
            await start();
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

/** Publishes some series, or all, and says to how many. */
export async function publish(sorting: Sorting, seriesIds: readonly string[] | null) {
  await attempt(async () => {
    const published = await sorting.publish(seriesIds);
    if (published) showToast(words.published(published.photoCount, published.accessCodeCount));
    else if (!sorting.store.value.changed) showToast(words.allPublished);
  });
}

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
