import { useState } from "preact/hooks";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { showToast } from "../../ui/toasts";
import { useBusy } from "../../ui/use-busy";
import { Confirm } from "../forms/confirm";
import { attempt } from "./actions";
import type { SortingSummary } from "./documents";
import { words } from "./i18n/strings";
import { waitingFor } from "./publishing";
import { useReview } from "./review-context";
import { areStale, type Sorting } from "./sorting";

interface ButtonProperties {
  isMain: boolean;
  /** Shows the series that are due for a last look. Absent where they were shown. */
  onLookFirst?: () => void;
}

/** Publishes all series, after a last look where one may be due. Asks only if questions are open. */
export function PublishButton({ isMain, onLookFirst }: ButtonProperties) {
  const { sorting } = useReview();
  const state = useStore(sorting.store);
  const { summary, series } = state;
  if (!summary || !series) return null;
  const { nextPublication: next, questionCount, needsLookCount } = summary;
  const text = next.accessCodeCount ? words.publish(next.accessCodeCount) : words.publishChanges;
  return (
    <Publishing
      class={isMain ? "button" : "quiet-button"}
      text={hasNothing(summary) ? words.allPublished : text}
      onLookFirst={needsLookCount || areStale(state) ? onLookFirst : undefined}
      asking={
        questionCount
          ? { title: words.publishTitle, hint: words.publishOpen(questionCount), submit: words.publishAnyway }
          : undefined
      }
    />
  );
}

/** Publishes all series although a last look is due, and says before what that risks. */
export function PublishUnlooked() {
  const { sorting } = useReview();
  const { summary } = useStore(sorting.store);
  if (!summary?.needsLookCount) return null;
  const { needsLookCount, questionCount } = summary;
  const hints = [words.unlookedRisk(needsLookCount), questionCount ? words.publishOpen(questionCount) : ""];
  return (
    <Publishing
      class="quiet-button"
      text={words.publishUnlooked}
      asking={{ title: words.publishUnlookedTitle, hint: hints.join(" ").trim(), submit: words.publishUnlooked }}
    />
  );
}

interface PublishingProperties {
  class: string;
  text: string;
  onLookFirst?: (() => void) | undefined;
  /** What is to be confirmed before. */
  asking?: { title: string; hint: string; submit: string } | undefined;
}

function Publishing({ text, onLookFirst, asking, ...attributes }: PublishingProperties) {
  const { sorting, event } = useReview();
  const state = useStore(sorting.store);
  const { summary } = state;
  const [isAsking, setAsking] = useState(false);
  const [isBusy, start] = useBusy(() => publish(sorting, null));
  if (!summary) return null;
  const mustWait = waitingFor(event.photoCount, summary) !== null || (!onLookFirst && areStale(state));
  const isIdle = isBusy || hasNothing(summary) || mustWait;
  const press = () => {
    if (isIdle) return;
    if (onLookFirst) onLookFirst();
    else if (asking) setAsking(true);
    else void start();
  };
  return (
    <>
      <Button {...attributes} aria-disabled={isIdle} onClick={press}>
        {text}
      </Button>
      {isAsking && asking ? (
        <Confirm
          {...asking}
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

const hasNothing = ({ nextPublication: next }: SortingSummary) => !next.photoCount && !next.removedPhotoCount;

/** Publishes some series, or all, and says to how many. */
export async function publish(sorting: Sorting, seriesIds: readonly string[] | null) {
  await attempt(async () => {
    const published = await sorting.publish(seriesIds);
    if (published) showToast(words.published(published.photoCount, published.accessCodeCount));
    else if (!sorting.store.value.changed) showToast(words.allPublished);
  });
}
