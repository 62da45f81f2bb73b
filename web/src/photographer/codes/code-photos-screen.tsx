import { useEffect, useMemo, useState } from "preact/hooks";
import { Problem, problemOf } from "../../api/problem";
import { Grid } from "../../grid/grid";
import { Selection } from "../../grid/selection";
import { common } from "../../i18n/common";
import { navigate } from "../../router";
import { useStore } from "../../store";
import { ErrorNotice } from "../error-notice";
import { Badge } from "../event/badge";
import { EventNotFound } from "../event/event-not-found";
import { EventPhotos } from "../event/event-photos";
import { strings } from "../i18n/strings";
import { Page } from "../page";
import { useUnsavedChangesPrompt } from "../unsaved-changes";
import { changePhotos } from "./assignment";
import { idsOfCode, type ListedAccessor, listCodes } from "./documents";
import { formatCode } from "./format-code";

interface Properties {
  eventId: string;
  accessCode: string;
}

/** Edits the photos of one code: all photos of the event, with the code's own selected. */
export function CodePhotosScreen({ eventId, accessCode }: Properties) {
  const photos = useMemo(() => new EventPhotos(eventId), [eventId]);
  const selection = useMemo(() => new Selection(), [eventId, accessCode]);
  const { photos: all, isComplete, isGone, problem: readProblem } = useStore(photos.store);
  const { ids } = useStore(selection.store);
  const [code, setCode] = useState<{ accessor: ListedAccessor; ids: ReadonlySet<string> } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const back = `/events/${eventId}/codes`;
  const read = async () => {
    setProblem(null);
    try {
      const accessor = (await listCodes(eventId))?.accessors.find(each => each.accessCode === accessCode);
      if (!accessor) throw new Problem("NOT_FOUND");
      const own = await idsOfCode(eventId, accessor);
      await photos.read();
      setCode({ accessor, ids: own });
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  useEffect(() => void read(), [eventId, accessCode]);
  useEffect(() => {
    if (code) selection.selectOnly(code.ids);
  }, [code]);
  const added = [...ids].filter(id => !code?.ids.has(id));
  const removed = [...(code?.ids ?? [])].filter(id => !ids.has(id));
  const save = async () => {
    try {
      await changePhotos({ eventId, accessCode, added, removed }, strings.saved);
      navigate(back);
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  const hasChanges = added.length > 0 || removed.length > 0;
  const leavePrompt = useUnsavedChangesPrompt(hasChanges);
  if (isGone) return <EventNotFound />;
  const isReady = code !== null && isComplete;
  return (
    <Page back={back}>
      <header class="page-head">
        <div>
          <h1>{code?.accessor.label ?? formatCode(accessCode)}</h1>
          <p class="quiet">{strings.tapToChoose}</p>
        </div>
      </header>
      <ErrorNotice problem={problem ?? readProblem} onRetry={read} />
      {isReady ? (
        <>
          <section class="selection-bar" aria-label={strings.selection}>
            <p role="status">
              {common.photos(ids.size)} <span class="quiet">{strings.changes(added.length, removed.length)}</span>
            </p>
            <a class="quiet-button" href={back}>
              {common.cancel}
            </a>
            <button type="button" class="button" aria-disabled={!hasChanges} onClick={() => hasChanges && save()}>
              {strings.save}
            </button>
          </section>
          <Grid
            photos={all}
            selection={selection}
            onOpen={index => selection.toggle(index)}
            onBroken={() => void photos.renew()}
            badge={photo => <Badge photo={photo} />}
          />
        </>
      ) : null}
      {leavePrompt}
    </Page>
  );
}
