import "./sorting.css";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { onReturn } from "../../ui/on-return";
import { listCodes } from "../codes/documents";
import { ErrorNotice } from "../error-notice";
import { EventHeader } from "../event/event-header";
import { EventNotFound } from "../event/event-not-found";
import { Filters } from "../filters";
import { Page } from "../page";
import { useQuery } from "../use-query";
import { useTitle } from "../use-title";
import { change } from "./actions";
import { joinBefore, rename } from "./changes";
import type { SortedSeries } from "./documents";
import { HowItWorks } from "./how-it-works";
import { words } from "./i18n/strings";
import { LastLook } from "./last-look";
import { Notices } from "./notices";
import { OwnerDialog } from "./owner-dialog";
import { Publications } from "./publications";
import { PublishButton, publish } from "./publish";
import { QuestionsView } from "./questions-view";
import { readUnseen } from "./requests";
import { ReviewBar } from "./review-bar";
import { type KnownNames, ReviewContext } from "./review-context";
import { SeriesDialog } from "./series-dialog";
import { SeriesList } from "./series-list";
import { Sorting } from "./sorting";

type View = "questions" | "series" | "lastLook";

const POLL_MILLISECONDS = 5000;
const NO_NAMES: KnownNames = { all: [], unseen: new Set() };

/** The proposal whose photos are whose: questions, all series, a last look, and publishing. */
export function SortingScreen({ eventId }: { eventId: string }) {
  const sorting = useMemo(() => new Sorting(eventId), [eventId]);
  const { event, summary, series, problem, isGone, changed } = useStore(sorting.store);
  const [view, setView] = useState<View>("questions");
  const [openId, setOpenId] = useState<string | null>(null);
  const [renamed, setRenamed] = useState<{ series: SortedSeries; typed: string } | null>(null);
  const names = useNames(eventId, summary?.version);
  usePolling(sorting);
  useEffect(() => {
    // The questions need no series; the other views show them all.
    if (summary?.cardCount && (view !== "questions" || openId)) void sorting.readSeries();
  }, [summary?.version, view, openId]);
  useEffect(() => {
    if (changed?.size) setView("series");
  }, [changed]);
  useTitle(words.howTitle, event?.name);
  if (isGone) return <EventNotFound />;
  const choices = [
    { name: "questions" as const, text: words.questions, count: summary?.questionCount ?? null },
    { name: "series" as const, text: words.series, count: summary?.seriesCount ?? null },
    { name: "lastLook" as const, text: words.lastLook, count: summary?.needsLookCount ?? null },
  ];
  const questionSeries = summary?.questions.nodes.flatMap(question => question.series ?? []) ?? [];
  const opened = [...(series ?? []), ...questionSeries].find(({ id }) => id === openId);
  const isSorted = Boolean(summary?.cardCount);
  const onKey = (key: string, each: SortedSeries) => {
    if (key === "m") void change(sorting, joinBefore(each), words.did.joined);
    else if (key === "n") void change(sorting, rename(each, "nobody"), words.did.named(words.nobody));
    else setRenamed({ series: each, typed: key === "/" ? "" : key });
  };
  const retry = async () => {
    await sorting.read();
    if (view !== "questions") await sorting.readSeries();
  };
  const look = (each: SortedSeries) => setOpenId(each.id);
  const lookFirst = () => setView("lastLook");
  const listed = changed?.size ? series?.filter(({ id }) => changed.has(id)) : series;
  return (
    <Page back="/events">
      {event ? <EventHeader event={event} tab="sorting" onChanged={sorting.read} /> : null}
      <ErrorNotice problem={problem} onRetry={retry} />
      {event && summary ? (
        <ReviewContext.Provider value={{ sorting, event, names: isSorted ? names : NO_NAMES }}>
          <div data-still>
            <Notices />
            {isSorted ? (
              <>
                <Publications />
                <div class="tools">
                  <Filters choices={choices} chosen={view} onChoose={setView} />
                  {view === "lastLook" ? null : <PublishButton isMain={view === "series"} onLookFirst={lookFirst} />}
                </div>
                {view === "questions" ? (
                  <QuestionsView onLook={look} onDone={lookFirst} />
                ) : !series || !listed ? (
                  <span class="spinner" />
                ) : view === "series" ? (
                  <>
                    <ReviewBar text={changed?.size ? words.onlyChanged : words.seriesList}>
                      {changed?.size ? <Button onClick={sorting.forgetChanged}>{words.showAll}</Button> : null}
                    </ReviewBar>
                    <SeriesList series={listed} onOpen={look} onKey={onKey} />
                  </>
                ) : (
                  <LastLook series={series} onLook={look} />
                )}
              </>
            ) : (
              <HowItWorks eventId={eventId} />
            )}
          </div>
          {opened ? (
            <SeriesDialog
              key={opened.id}
              series={opened}
              onPublish={() => void publish(sorting, [opened.id])}
              onClose={() => setOpenId(null)}
            />
          ) : null}
          {renamed ? (
            <OwnerDialog
              title={words.whoseSeries}
              typed={renamed.typed}
              present={renamed.series.accessors}
              onChoose={(owner, text) => void change(sorting, rename(renamed.series, owner), words.did.named(text))}
              onClose={() => setRenamed(null)}
            />
          ) : null}
        </ReviewContext.Provider>
      ) : null}
    </Page>
  );
}

/** The names that photos can be given to, and those that no card has shown. */
function useNames(eventId: string, version: string | undefined): KnownNames {
  const { data: codes } = useQuery(() => listCodes(eventId), [eventId]);
  const { data: unseen } = useQuery(() => readUnseen(eventId), [eventId, version]);
  return useMemo(
    () => ({
      all: codes?.accessors.filter(({ allPhotos }) => !allPhotos) ?? [],
      unseen: new Set(unseen?.map(({ accessCode }) => accessCode)),
    }),
    [codes, unseen],
  );
}

/** Loads the questions, again when the user returns, and every few seconds while photos are being prepared. */
function usePolling(sorting: Sorting) {
  useEffect(() => {
    void sorting.read();
    const timer = setInterval(() => {
      const isWaiting = sorting.store.value.summary?.pendingPhotoCount;
      if (isWaiting && document.visibilityState === "visible") void sorting.read();
    }, POLL_MILLISECONDS);
    const stop = onReturn(sorting.read);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [sorting]);
}
