import { useEffect, useMemo, useState } from "preact/hooks";
import { session } from "../../api/session";
import { Grid } from "../../grid/grid";
import { Selection } from "../../grid/selection";
import { common } from "../../i18n/common";
import { loadLightbox, prepareLightbox } from "../../lightbox/load";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { showToast } from "../../ui/toasts";
import { ConfirmNotice } from "../account/confirm-notice";
import { AddToCode } from "../codes/add-to-code";
import { IssueCode } from "../codes/issue-code";
import { ErrorNotice } from "../error-notice";
import { Filters } from "../filters";
import { strings } from "../i18n/strings";
import { Page } from "../page";
import { undone } from "../undo";
import { DropZone } from "../uploads/drop-zone";
import { AddButtons } from "../uploads/file-picker";
import { useTitle } from "../use-title";
import { Badge } from "./badge";
import { DeletePhotos } from "./delete-photos";
import { DownloadButton } from "./download-button";
import { ready, saveOriginals } from "./download-photos";
import { EventHeader } from "./event-header";
import { EventNotFound } from "./event-not-found";
import { EventPhotos } from "./event-photos";
import { choices, type Filter, filtered } from "./filters";
import { rejectionOf } from "./rejection";
import { SelectionBar } from "./selection-bar";
import { showPhoto } from "./show-photo";
import { usePolling } from "./use-polling";

/** An event's photos: upload, browse, select, download and assign to codes. */
export function PhotosScreen({ eventId }: { eventId: string }) {
  const photos = useMemo(() => new EventPhotos(eventId), [eventId]);
  const selection = useMemo(() => new Selection(), [eventId]);
  const state = useStore(photos.store);
  const mayUpload = useStore(session)?.user.emailVerified ?? false;
  const [filter, setFilter] = useState<Filter>("all");
  const [dialog, setDialog] = useState<"issue" | "add" | "delete" | null>(null);
  usePolling(photos);
  const undoneTimes = useStore(undone);
  useEffect(() => {
    if (undoneTimes) void photos.readUnassigned();
  }, [undoneTimes]);
  const { event } = state;
  useTitle(event?.name);
  useEffect(() => {
    if (event) globalThis.requestIdleCallback?.(prepareLightbox); // Safari has none
  }, [event?.name]);
  const shown = useMemo(() => filtered(state, filter), [state.photos, state.unassigned, filter]);
  const savable = ready(shown);
  if (state.isGone) return <EventNotFound />;
  const renew = () => photos.renew();
  const open = async (index: number) => {
    const photo = shown[index];
    if (photo?.preview) {
      const { openLightbox } = await loadLightbox();
      const current = () => filtered(photos.store.value, filter);
      // The list may have changed since the press.
      const at = current().findIndex(({ id }) => id === photo.id);
      openLightbox(Math.max(0, at), {
        photos: current,
        selection,
        renew,
        onSave: each => void saveOriginals([each], photos),
      });
    } else showToast((photo && rejectionOf(photo)) ?? strings.notReady);
  };
  const readAll = async () => {
    await photos.allPhotos();
    return filtered(photos.store.value, filter);
  };
  const endDialog = () => setDialog(null);
  const assigned = () => {
    const next = shown.findIndex(({ id }) => selection.ids.has(id));
    photos.assigned(selection.ids);
    selection.clear();
    if (filter === "unassigned") void showPhoto(next);
  };
  return (
    <Page back="/events">
      {event ? <EventHeader event={event} tab="photos" onChanged={photos.read} /> : null}
      <ConfirmNotice />
      <ErrorNotice problem={state.problem} onRetry={photos.read} />
      {event && state.isComplete && !state.photos.length ? (
        <section class="empty-event">
          <Icon name="photos" />
          <h2>{strings.emptyEvent}</h2>
          <p class="quiet">{mayUpload ? strings.dropHint : strings.confirmToUpload}</p>
          {mayUpload ? <AddButtons event={event} /> : null}
        </section>
      ) : event ? (
        <>
          <div class="tools">
            <Filters choices={choices(state, filter)} chosen={filter} onChoose={setFilter} />
            {state.isComplete && savable.length ? (
              <DownloadButton photos={savable} onDownload={chosen => saveOriginals(chosen, photos)} />
            ) : null}
            <Button onClick={() => selection.begin()}>{common.select}</Button>
            {mayUpload ? <AddButtons event={event} /> : null}
          </div>
          <SelectionBar
            selection={selection}
            photos={shown}
            onAll={() => selection.selectAll(readAll)}
            onDownload={chosen => saveOriginals(chosen, photos)}
            onIssue={() => setDialog("issue")}
            onAdd={() => setDialog("add")}
            onDelete={() => setDialog("delete")}
          />
          {shown.length || !state.isComplete ? (
            <Grid
              photos={shown}
              total={state.isComplete || filter !== "all" ? shown.length : Math.max(event.photoCount, shown.length)}
              selection={selection}
              readAll={readAll}
              onOpen={open}
              onBroken={renew}
              badge={photo => <Badge photo={photo} stripLocation={event?.stripLocation ?? false} />}
            />
          ) : (
            <p class="empty-filter quiet">{strings.nothingHere}</p>
          )}
        </>
      ) : null}
      {event && mayUpload ? <DropZone event={event} /> : null}
      {event && dialog === "issue" ? (
        <IssueCode event={event} photoIds={[...selection.ids]} onClose={endDialog} onIssued={assigned} />
      ) : null}
      {event && dialog === "add" ? (
        <AddToCode eventId={event.id} photoIds={[...selection.ids]} onClose={endDialog} onAdded={assigned} />
      ) : null}
      {event && dialog === "delete" ? (
        <DeletePhotos
          eventId={event.id}
          photoIds={[...selection.ids]}
          onClose={endDialog}
          onDeleted={() => {
            selection.clear();
            void photos.read();
          }}
        />
      ) : null}
    </Page>
  );
}
