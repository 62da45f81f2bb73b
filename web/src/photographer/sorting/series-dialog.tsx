import { useEffect, useState } from "preact/hooks";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { ErrorNotice } from "../error-notice";
import { useQuery } from "../use-query";
import { change, undoLast } from "./actions";
import { assignTo, inOrder, joinBefore, type Owner, rename, startAt } from "./changes";
import { factsOf, ownerOf } from "./describe";
import type { Change, SortedSeries } from "./documents";
import { words } from "./i18n/strings";
import { OwnerDialog } from "./owner-dialog";
import { readPhotosOf } from "./requests";
import { useReview } from "./review-context";
import { SeriesPhotos } from "./series-photos";
import { areStale } from "./sorting";
import { UndoButton } from "./undo-button";
import { useKeys } from "./use-keys";

interface Properties {
  series: SortedSeries;
  onPublish: () => void;
  onClose: () => void;
}

/** What is asked: the series' name, who begins at a photo, or where photos go. */
interface Question {
  about: "name" | "split" | "card" | "move";
  photoIds: readonly string[];
}

const TITLES = {
  name: () => words.whoseSeries,
  split: () => words.whoseFromHere,
  card: () => words.whoseFromHere,
  move: () => words.moveTo,
};

/** One series with all its photos: split it, join it, give it or some photos to somebody else. */
export function SeriesDialog({ series, onPublish, onClose }: Properties) {
  const { sorting, event } = useReview();
  const state = useStore(sorting.store);
  const { summary } = state;
  const { data, problem, refetch } = useQuery(
    () => readPhotosOf(sorting.eventId, series.id).then(found => ({ found })),
    [series.id, summary?.version],
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Question | null>(null);
  const found = data?.found;
  const photos = found ? inOrder(series.cards, found.photos) : null;
  useEffect(() => setChosen(new Set()), [data]);
  useEffect(() => {
    if (data && !data.found) onClose(); // joined with another, by this page or another
  }, [data]);

  /** The photo that a key means: the one in focus, or else the first that is chosen. */
  const meant = () => {
    const focused = document.activeElement?.closest<HTMLElement>("[data-photo]")?.dataset.photo;
    return focused ?? photos?.find(({ id }) => chosen.has(id))?.id ?? null;
  };
  const several = () => {
    const one = meant();
    return chosen.size ? [...chosen] : one ? [one] : [];
  };
  const askAt = (about: "split" | "card", photoId: string | null) => {
    if (photoId) setAsking({ about, photoIds: [photoId] });
  };
  const exclude = () => {
    const ids = several();
    if (ids.length) void change(sorting, [assignTo(ids, "nobody")], words.did.excluded(ids.length));
  };
  const join = () => void change(sorting, joinBefore(series), words.did.joined).then(isDone => isDone && onClose());
  const askName = () => setAsking({ about: "name", photoIds: [] });
  const askWhere = () => setAsking({ about: "move", photoIds: several() });
  // A question opens a moment after its key: the letters that follow are meant for its field.
  useKeys(
    asking
      ? {}
      : {
          s: () => askAt("split", meant()),
          c: () => askAt("card", meant()),
          n: exclude,
          m: join,
          "/": () => (several().length ? askWhere() : askName()),
          z: () => void undoLast(sorting),
        },
    { isInDialog: true },
  );
  const choose = (owner: Owner, text: string) => {
    const [changes, did] = asking ? answerTo(asking, series, owner, text) : [[], ""];
    if (changes.length) void change(sorting, changes, did);
  };
  const owner = ownerOf(series);
  return (
    <>
      <Dialog title={owner} onClose={onClose}>
        <div class="series-sheet">
          <p class="quiet">{factsOf(series, event)}</p>
          <div class="buttons">
            <Button onClick={askName}>{words.changeName}</Button>
            <Button onClick={join}>{words.joinBefore}</Button>
            <UndoButton />
            <Button aria-disabled={areStale(state)} onClick={() => areStale(state) || onPublish()}>
              {words.publishOne}
            </Button>
          </div>
          <ErrorNotice problem={problem} onRetry={refetch} />
          <p class="quiet">
            {words.tapGap} <span class="keys-hint">{words.detailKeys}</span>
          </p>
          {photos ? (
            <SeriesPhotos
              photos={photos}
              assigned={found?.assigned ?? []}
              chosen={chosen}
              onChoose={setChosen}
              onSplit={photoId => askAt("split", photoId)}
            />
          ) : problem ? null : (
            <span class="spinner" />
          )}
          <section class="selection-bar chosen-bar" aria-label={words.selected(chosen.size)} hidden={!chosen.size}>
            <p role="status">{chosen.size ? words.selected(chosen.size) : null}</p>
            <Button class="button" onClick={askWhere}>
              {words.movePhotos}
            </Button>
            <Button onClick={exclude}>{words.giveToNobody}</Button>
            <Button onClick={() => askAt("split", meant())}>{words.splitHere}</Button>
            <Button onClick={() => askAt("card", meant())}>{words.isCard}</Button>
          </section>
        </div>
      </Dialog>
      {asking ? (
        <OwnerDialog
          title={TITLES[asking.about]()}
          present={asking.about === "name" ? series.accessors : []}
          onChoose={choose}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </>
  );
}

/** The changes that an answer makes, and what they do in words. */
function answerTo({ about, photoIds }: Question, series: SortedSeries, owner: Owner, text: string): [Change[], string] {
  const [first] = photoIds;
  if (about === "name") return [rename(series, owner), words.did.named(text)];
  if (!first) return [[], ""];
  if (about === "move") return [[assignTo(photoIds, owner)], words.did.moved(photoIds.length, text)];
  const isCard = about === "card";
  return [[startAt(first, owner, { isCard })], isCard ? words.did.marked : words.did.split(text)];
}
