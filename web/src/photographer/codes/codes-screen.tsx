import { useState } from "preact/hooks";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { ConfirmNotice } from "../account/confirm-notice";
import { copyText } from "../copy-text";
import { ErrorNotice } from "../error-notice";
import { EventHeader } from "../event/event-header";
import { EventNotFound } from "../event/event-not-found";
import { Filters } from "../filters";
import { cardStrings } from "../i18n/cards";
import { namesStrings } from "../i18n/names";
import { strings } from "../i18n/strings";
import { Page } from "../page";
import { undone } from "../undo";
import { useQuery } from "../use-query";
import { useTitle } from "../use-title";
import { CodeDialog } from "./code-dialog";
import { CodeList } from "./code-list";
import { useCodeSearch } from "./code-search";
import { type Accessor, type ListedAccessor, listCodes } from "./documents";
import { exportCodes } from "./export";
import { useGroupChoice } from "./group-choice";
import { IssueCode } from "./issue-code";
import { IssueCodes } from "./issue-codes";
import { byName } from "./names-list";
import { PrintDialog } from "./print-dialog";
import { toTable } from "./table";

const FILTERS = {
  all: () => true,
  withoutPhotos: ({ allPhotos, photoCount }: ListedAccessor) => !allPhotos && !photoCount,
  neverOpened: ({ lastOpenedAt }: ListedAccessor) => !lastOpenedAt,
  opened: ({ lastOpenedAt }: ListedAccessor) => Boolean(lastOpenedAt),
  downloaded: ({ downloadCount }: ListedAccessor) => downloadCount > 0,
};
type Filter = keyof typeof FILTERS;

/** The codes of a list of names are created at the same time: they are sorted by name. */
const newestFirst = (one: Accessor, other: Accessor) =>
  other.createdAt.localeCompare(one.createdAt) || byName(one, other);

/** An event's codes, newest first. */
export function CodesScreen({ eventId }: { eventId: string }) {
  const { data, problem, refetch } = useQuery(
    () => listCodes(eventId).then(codes => ({ codes })),
    [eventId, useStore(undone)],
  );
  const [filter, setFilter] = useState<Filter>("all");
  const [shownCode, setShownCode] = useState("");
  const [dialog, setDialog] = useState<"issue" | "names" | null>(null);
  const [toPrint, print] = useState<readonly Accessor[] | null>(null);
  const codes = data?.codes;
  useTitle(strings.codes, codes?.event.name);
  const accessors = [...(codes?.accessors ?? [])].sort(newestFirst);
  const { field, found: searched } = useCodeSearch(accessors);
  const { field: groupField, found } = useGroupChoice(searched, accessors);
  if (data && !codes) return <EventNotFound />;
  const listed = found.filter(FILTERS[filter]);
  const choices = (Object.keys(FILTERS) as Filter[])
    .map(name => ({ name, text: strings.codeFilters[name], count: found.filter(FILTERS[name]).length }))
    .filter(({ name, count }) => name === "all" || name === filter || count);
  const endDialog = () => setDialog(null);
  const copyTable = () =>
    copyText(
      toTable(
        listed.map(({ label, accessCode, url }) => [label ?? "", accessCode, url]),
        "\t",
      ),
      strings.tableCopied,
    );
  const shown = accessors.find(({ accessCode }) => accessCode === shownCode);
  const createButtons = (
    <>
      <Button onClick={() => setDialog("names")}>{strings.namesList}</Button>
      <Button icon="key" class="button" onClick={() => setDialog("issue")}>
        {strings.createCode}
      </Button>
    </>
  );
  return (
    <Page back="/events">
      {codes ? <EventHeader event={codes.event} tab="codes" onChanged={refetch} /> : null}
      <ConfirmNotice />
      <ErrorNotice problem={problem} onRetry={refetch} />
      {codes && accessors.length ? (
        <>
          <div class="tools">
            <Filters choices={choices} chosen={filter} onChoose={setFilter} />
            {createButtons}
          </div>
          <div class="tools">
            {field}
            {groupField}
            {listed.length ? (
              <>
                <Button icon="copy" onClick={copyTable}>
                  <span class="wide-only">{strings.copyTable}</span>
                </Button>
                <Button icon="download" onClick={() => exportCodes(codes.event.name, listed)}>
                  <span class="wide-only">{namesStrings.exportCsv}</span>
                </Button>
                <Button icon="print" onClick={() => print(listed)}>
                  <span class="wide-only">{strings.printCards(listed.length)}</span>
                </Button>
              </>
            ) : null}
          </div>
        </>
      ) : codes ? (
        <section class="empty-event">
          <Icon name="key" />
          <h2>{strings.emptyCodes}</h2>
          <p class="quiet">{strings.emptyCodesHint}</p>
          <div class="add-buttons">{createButtons}</div>
          <a class="quiet-button" href={`/events/${eventId}/sorting`}>
            {cardStrings.howTo}
          </a>
        </section>
      ) : null}
      <CodeList accessors={listed} onShow={setShownCode} />
      {codes && shown ? (
        <CodeDialog event={codes.event} accessor={shown} onClose={() => setShownCode("")} onChanged={refetch} />
      ) : null}
      {codes && dialog === "issue" ? (
        <IssueCode event={codes.event} photoIds={[]} onClose={endDialog} onIssued={refetch} />
      ) : null}
      {codes && dialog === "names" ? (
        <IssueCodes codes={codes} onClose={endDialog} onIssued={refetch} onPrint={print} />
      ) : null}
      {codes && toPrint ? <PrintDialog event={codes.event} accessors={toPrint} onClose={() => print(null)} /> : null}
    </Page>
  );
}
