import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { ConfirmNotice } from "../account/confirm-notice";
import { EventHead } from "../event/event-head";
import { Gone } from "../event/gone";
import { Filters } from "../filters";
import { Page } from "../page";
import { useQuestion } from "../question";
import { Trouble } from "../trouble";
import { words } from "../words/words";
import { printCards } from "./cards";
import { CodeSheet } from "./code-sheet";
import { type ListedAccessor, listCodes } from "./documents";
import { IssueCode } from "./issue-code";
import { spaced } from "./spaced";
import { Told } from "./told";

const FILTERS = {
  all: () => true,
  neverSeen: ({ lastOpenedAt }: ListedAccessor) => !lastOpenedAt,
  opened: ({ lastOpenedAt }: ListedAccessor) => Boolean(lastOpenedAt),
  downloaded: ({ downloadCount }: ListedAccessor) => downloadCount > 0,
};
type Filter = keyof typeof FILTERS;

/** An event's codes, the newest first: whom they are for, and who has opened theirs. */
export function CodesScreen({ eventId }: { eventId: string }) {
  const { answer, problem, again } = useQuestion(
    () => listCodes(eventId).then(codes => ({ codes })),
    [eventId],
  );
  const [filter, setFilter] = useState<Filter>("all");
  const [shownCode, setShownCode] = useState("");
  const [isIssuing, setIssuing] = useState(false);
  const codes = answer?.codes;
  useEffect(() => {
    if (codes) document.title = `${words.codes} · ${codes.event.name} · imgsh`;
  }, [codes?.event.name]);
  if (answer && !codes) return <Gone />;
  const accessors = [...(codes?.accessors ?? [])].sort((one, other) =>
    other.createdAt.localeCompare(one.createdAt),
  );
  const listed = accessors.filter(FILTERS[filter]);
  const choices = (Object.keys(FILTERS) as Filter[]).map(name => ({
    name,
    text: words.codeFilters[name],
    count: accessors.filter(FILTERS[name]).length,
  }));
  const shown = accessors.find(({ accessCode }) => accessCode === shownCode);
  return (
    <Page back="/events">
      {codes ? <EventHead event={codes.event} tab="codes" onChanged={again} /> : null}
      <ConfirmNotice />
      <Trouble problem={problem} onRetry={again} />
      {codes ? (
        <div class="tools">
          {accessors.length ? <Filters choices={choices} chosen={filter} onChoose={setFilter} /> : null}
          {listed.length ? (
            <button type="button" class="quiet-button" onClick={() => printCards(codes.event, listed)}>
              <Icon name="print" />
              {words.printCards(listed.length)}
            </button>
          ) : null}
          <button type="button" class="button" onClick={() => setIssuing(true)}>
            <Icon name="key" />
            {words.createCode}
          </button>
        </div>
      ) : null}
      {codes && !accessors.length ? (
        <section class="empty-event">
          <Icon name="key" />
          <h2>{words.emptyCodes}</h2>
          <p class="quiet">{words.emptyCodesHint}</p>
        </section>
      ) : null}
      <ul class="codes">
        {listed.map(accessor => (
          <li key={accessor.accessCode}>
            <button type="button" onClick={() => setShownCode(accessor.accessCode)}>
              <span class="row-code">{spaced(accessor.accessCode)}</span>
              <span class="row-label">{accessor.label ?? <span class="quiet">{words.noLabel}</span>}</span>
              <span class="row-told quiet">
                <Told accessor={accessor} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {codes && shown ? (
        <CodeSheet event={codes.event} accessor={shown} onClose={() => setShownCode("")} onChanged={again} />
      ) : null}
      {codes && isIssuing ? (
        <IssueCode event={codes.event} photoIds={[]} onClose={() => setIssuing(false)} onIssued={again} />
      ) : null}
    </Page>
  );
}
