import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { useBusy } from "../../ui/use-busy";
import { change } from "./actions";
import { ownerOf } from "./describe";
import type { SortedPhoto, SortedSeries } from "./documents";
import { words } from "./i18n/strings";
import { nextLooks, toLookAt } from "./looks";
import { PublishButton, PublishUnlooked } from "./publish";
import { ReviewBar } from "./review-bar";
import { useReview } from "./review-context";
import { areStale } from "./sorting";
import { Thumbs } from "./thumb";
import { useFocusedButton } from "./use-focused-button";

const NONE: ReadonlySet<string> = new Set();

interface Properties {
  series: readonly SortedSeries[];
  onLook: (series: SortedSeries) => void;
}

/**
 * The first and the last photo of each series that nobody has looked at yet, 24 a screen, and then publishing. What is
 * on the screen stays there until the photographer goes on.
 */
export function LastLook({ series, onLook }: Properties) {
  const { sorting } = useReview();
  const state = useStore(sorting.store);
  const { undone } = state;
  const [again, setAgain] = useState(NONE);
  const [shownIds, setShownIds] = useState(() => nextLooks(series, NONE));
  const top = useRef<HTMLHeadingElement>(null);
  const goOn = useFocusedButton([shownIds]);
  const show = (once: ReadonlySet<string>) => {
    setAgain(once);
    setShownIds(nextLooks(sorting.store.value.series ?? [], once));
  };
  useEffect(() => show(again), [undone]);
  useEffect(() => {
    if (!shownIds.length) show(again);
  }, [series]);
  const shown = series.filter(({ id }) => shownIds.includes(id));
  const [isBusy, confirm] = useBusy(async () => {
    if (areStale(state)) return;
    const lookIds = shown.flatMap(({ lookId }) => lookId ?? []);
    if (lookIds.length && !(await change(sorting, [{ look: { lookIds } }], words.did.lookedAt(lookIds.length)))) return;
    show(new Set([...again].filter(id => !shownIds.includes(id))));
    top.current?.scrollIntoView({ block: "start" });
  });
  if (!shownIds.length) return <Looked onAgain={() => show(new Set(series.map(({ id }) => id)))} />;
  const left = toLookAt(series, again);
  return (
    <>
      <ReviewBar text={words.looksLeft(left.length)}>
        <div class="go-on" ref={goOn}>
          <Button class="button" icon="check" aria-disabled={isBusy || areStale(state)} onClick={confirm}>
            {left.some(({ id }) => !shownIds.includes(id)) ? words.nextPage : words.lookDone}
          </Button>
        </div>
      </ReviewBar>
      <div class="look-head">
        <div>
          <h2 class="look-title" ref={top}>
            {words.lookTitle}
          </h2>
          <p class="quiet">{words.lookHint}</p>
        </div>
        <PublishUnlooked />
      </div>
      <ul class="looks">
        {shown.map(each => (
          <li key={each.id}>
            <button type="button" aria-label={words.ownerIsWrong(ownerOf(each))} onClick={() => onLook(each)}>
              <span class="look-photos">
                <Thumbs photos={ends(each)} />
              </span>
              <span class="look-name">{ownerOf(each)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Nothing is left to look at: publishing. */
function Looked({ onAgain }: { onAgain: () => void }) {
  const button = useFocusedButton([]);
  return (
    <>
      <ReviewBar text={words.allLooked} />
      <section class="empty-event review-done">
        <Icon name="check" />
        <h2>{words.allLooked}</h2>
        <p class="quiet">{words.allLookedHint}</p>
        <div class="buttons" ref={button}>
          <PublishButton isMain />
          <Button onClick={onAgain}>{words.lookAgain}</Button>
        </div>
      </section>
    </>
  );
}

/** The first and the last photo, or the only one. */
function ends({ firstPhotos, lastPhotos }: SortedSeries): readonly SortedPhoto[] {
  const [first] = firstPhotos;
  const last = lastPhotos.at(-1);
  return [first, last?.id === first?.id ? undefined : last].filter(photo => photo !== undefined);
}
