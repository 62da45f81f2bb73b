import "./cameras.css";
import { useStore } from "../../store";
import { Icon } from "../../ui/icons";
import { ErrorNotice } from "../error-notice";
import { EventHeader } from "../event/event-header";
import { EventNotFound } from "../event/event-not-found";
import { Page } from "../page";
import { showProblem } from "../show-problem";
import { undone } from "../undo";
import { useQuery } from "../use-query";
import { useTitle } from "../use-title";
import { applyOffset, applyTimeZone } from "./apply";
import { CameraItem } from "./camera-item";
import { CompareScreen } from "./compare-screen";
import { type Camera, type EventCameras, readCameras } from "./documents";
import { words } from "./i18n/strings";
import { ZoneForm } from "./zone-form";

interface Properties {
  eventId: string;
  /** The camera whose photos are compared with another's. */
  comparedId?: string | undefined;
}

/** The cameras of an event and their clocks. */
export function CamerasScreen({ eventId, comparedId }: Properties) {
  const { data, problem, refetch } = useQuery(
    () => readCameras(eventId).then(event => ({ event })),
    [eventId, useStore(undone)],
  );
  const event = data?.event;
  useTitle(words.title, event?.name);
  if (data && !event) return <EventNotFound />;
  const compared = event?.cameras.find(({ id }) => id === comparedId);
  if (event && compared) return <CompareScreen event={event} camera={compared} onSet={refetch} />;
  return (
    <Page back="/events">
      {event ? <EventHeader event={event} tab="cameras" onChanged={refetch} /> : null}
      <ErrorNotice problem={problem} onRetry={refetch} />
      {event ? (
        <CameraList event={event} onSet={refetch} />
      ) : problem ? null : (
        <p class="quiet" role="status">
          {words.reading}
        </p>
      )}
    </Page>
  );
}

function CameraList({ event, onSet }: { event: EventCameras; onSet: () => Promise<void> }) {
  const { id, cameras, timeZone, untimedPhotoCount, unknownCameraPhotoCount } = event;
  const undoneCount = useStore(undone);
  const set = async (camera: Camera, offsetSeconds: number) => {
    await applyOffset(id, camera, offsetSeconds);
    await onSet();
  };
  const press = async (camera: Camera, offsetSeconds: number) => {
    try {
      await set(camera, offsetSeconds);
    } catch (thrown) {
      showProblem(thrown);
    }
  };
  return (
    <>
      <p class="quiet cameras-intro">{words.intro}</p>
      <ZoneForm
        key={`${timeZone} ${undoneCount}`} // an undo may be done before the zone that it takes back was read
        timeZone={timeZone}
        onSet={async zone => {
          await applyTimeZone(event, zone);
          await onSet();
        }}
      />
      {cameras.length ? (
        <ul class="cameras">
          {cameras.map(camera => (
            <CameraItem
              key={camera.id}
              camera={camera}
              timeZone={timeZone}
              comparePath={cameras.length > 1 ? `/events/${id}/cameras/${camera.id}` : null}
              onSet={offsetSeconds => set(camera, offsetSeconds)}
              onPress={offsetSeconds => press(camera, offsetSeconds)}
            />
          ))}
        </ul>
      ) : (
        <section class="empty-event">
          <Icon name="clock" />
          <h2>{words.noCameras}</h2>
          <p class="quiet">{words.noCamerasHint}</p>
        </section>
      )}
      {untimedPhotoCount ? <p class="quiet">{words.untimed(untimedPhotoCount)}</p> : null}
      {unknownCameraPhotoCount ? <p class="quiet">{words.withoutCamera(unknownCameraPhotoCount)}</p> : null}
    </>
  );
}
