import { useEffect, useMemo, useState } from "preact/hooks";
import { session } from "../../api/session";
import { Selection } from "../../grid/selection";
import { loadLightbox, prepareLightbox } from "../../lightbox/load";
import { useStore } from "../../store";
import { Icon } from "../../ui/icons";
import { onReturn } from "../../ui/on-return";
import { showToast } from "../../ui/toasts";
import { ConfirmNotice } from "../account/confirm-notice";
import { ErrorNotice } from "../error-notice";
import { strings } from "../i18n/strings";
import { Page } from "../page";
import { withPeople } from "../people/lightbox-people";
import { People } from "../people/people";
import { undone } from "../undo";
import { DropZone } from "../uploads/drop-zone";
import { AddButtons } from "../uploads/file-picker";
import { useTitle } from "../use-title";
import { type DeskDialog, DeskDialogs } from "./desk-dialogs";
import { DeskTools } from "./desk-tools";
import { deskView } from "./desk-view";
import { saveOriginals } from "./download-photos";
import { EventHeader } from "./event-header";
import { EventNotFound } from "./event-not-found";
import { EventPhotos } from "./event-photos";
import { type Filter, filtered } from "./filters";
import { PhotoDesk } from "./photo-desk";
import { rejectionOf } from "./rejection";
import { usePolling } from "./use-polling";

const NONE: ReadonlySet<string> = new Set();

/** An event's photos: upload, browse, select, download and give to people. */
export function PhotosScreen({ eventId }: { eventId: string }) {
  const photos = useMemo(() => new EventPhotos(eventId), [eventId]);
  const people = useMemo(() => new People(photos), [photos]);
  const selection = useMemo(() => new Selection(), [eventId]);
  const state = useStore(photos.store);
  const mayUpload = useStore(session)?.user.emailVerified ?? false;
  const [filter, setFilter] = useState<Filter>("all");
  /** Photos that stay while the large view is open: its list must not change under it. */
  const [kept, setKept] = useState(NONE);
  const [dialog, setDialog] = useState<DeskDialog | null>(null);
  const hasPeople = useHasPeople(people);
  usePolling(photos);
  const undoneTimes = useStore(undone);
  useEffect(() => {
    void people.read();
    if (undoneTimes) void photos.refresh();
  }, [people, undoneTimes]);
  useEffect(() => onReturn(people.read), [people]);
  const { event } = state;
  useTitle(event?.name);
  useEffect(() => {
    if (event) globalThis.requestIdleCallback?.(prepareLightbox); // Safari has none
  }, [event?.name]);
  const shown = useMemo(() => filtered(state.photos, filter, kept), [state.photos, filter, kept]);
  if (state.isGone) return <EventNotFound />;
  const open = async (index: number) => {
    const photo = shown[index];
    if (!photo?.preview) return showToast((photo && rejectionOf(photo)) ?? strings.notReady);
    const { openLightbox } = await loadLightbox();
    const opened = new Set(filtered(photos.store.value.photos, filter).map(({ id }) => id));
    const current = () => filtered(photos.store.value.photos, filter, opened);
    setKept(opened);
    // The list may have changed since the press.
    const at = current().findIndex(({ id }) => id === photo.id);
    openLightbox(Math.max(0, at), {
      photos: current,
      selection,
      renew: photos.renew,
      onSave: each => void saveOriginals([each], photos),
      extend: withPeople({ people, photos: current, onClose: () => setKept(NONE) }),
    });
  };
  const readAll = async () => {
    await photos.allPhotos();
    return filtered(photos.store.value.photos, filter);
  };
  const desk = { photos, people, selection, filter, onFilter: setFilter, shown, hasPeople, readAll };
  return (
    <Page back="/events" isWide>
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
          <PhotoDesk
            {...desk}
            onOpen={open}
            tools={<DeskTools {...desk} mayUpload={mayUpload} onDialog={setDialog} />}
            empty={<p class="empty-filter quiet">{strings.nothingHere}</p>}
          />
          <DeskDialogs {...desk} dialog={dialog} onClose={() => setDialog(null)} />
        </>
      ) : null}
      {event && mayUpload ? <DropZone event={event} /> : null}
    </Page>
  );
}

const WIDE = "(width >= 60rem)";

/** Whether people are beside the photos: as chosen on this device, else on a wide screen if there are any. */
function useHasPeople(people: People): boolean {
  const { hasPeople } = useStore(deskView);
  const { people: all } = useStore(people.store);
  return hasPeople ?? (Boolean(all?.length) && matchMedia(WIDE).matches);
}
