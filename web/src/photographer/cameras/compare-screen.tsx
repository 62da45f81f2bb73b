import { useState } from "preact/hooks";
import { navigate } from "../../router";
import { Button } from "../../ui/button";
import { useBusy } from "../../ui/use-busy";
import { ErrorNotice } from "../error-notice";
import { Page } from "../page";
import { showProblem } from "../show-problem";
import { applyOffset } from "./apply";
import type { Camera, CameraPhoto, EventCameras } from "./documents";
import { words } from "./i18n/strings";
import { offsetFrom } from "./offsets";
import { PhotoColumn } from "./photo-column";
import { cameraName, moment, offsetText } from "./texts";
import { useCameraPhotos } from "./use-camera-photos";

interface Properties {
  event: EventCameras;
  /** Whose clock is set. There is another one. */
  camera: Camera;
  onSet: () => Promise<void>;
}

/** Sets the clock of a camera by two photos of the same moment. */
export function CompareScreen({ event, camera, onSet }: Properties) {
  const others = event.cameras.filter(({ id }) => id !== camera.id).sort((a, b) => b.photoCount - a.photoCount);
  const [other, setOther] = useState(others[0] ?? camera);
  const [chosen, setChosen] = useState<CameraPhoto | null>(null);
  const [reference, setReference] = useState<CameraPhoto | null>(null);
  const own = useCameraPhotos(event.id, camera.id);
  const compared = useCameraPhotos(event.id, other.id);
  const back = `/events/${event.id}/cameras`;
  const offset = chosen && reference && own.shown ? offsetFrom(chosen, reference, own.shown.offsetSeconds) : null;
  const isNew = offset !== null && offset !== camera.offsetSeconds;
  const [isBusy, apply] = useBusy(async () => {
    if (offset === null || !isNew) return;
    try {
      await applyOffset(event.id, camera, offset);
      await onSet();
      navigate(back);
    } catch (thrown) {
      showProblem(thrown);
    }
  });
  const name = cameraName(camera);
  return (
    <Page back={back}>
      <header class="compare-head">
        <h1>{words.comparing(name)}</h1>
        <p class="quiet">{words.comparingHint}</p>
      </header>
      <ErrorNotice
        problem={own.problem ?? compared.problem}
        onRetry={() => (own.problem ? own : compared).readAgain()}
      />
      <section class="comparison">
        <Chosen photo={chosen} timeZone={event.timeZone} />
        <Chosen photo={reference} timeZone={event.timeZone} />
        <p role="status">{offset === null ? null : isNew ? words.isResult(name, offsetText(offset)) : words.isSame}</p>
        <Button class="button" aria-disabled={!isNew || isBusy} onClick={apply}>
          {words.apply}
        </Button>
      </section>
      <div class="columns">
        <PhotoColumn
          label={words.photosOf(name)}
          source={own}
          timeZone={event.timeZone}
          chosenId={chosen?.id}
          onChoose={setChosen}
        >
          <p class="column-head">
            <strong>{name}</strong> <span class="quiet">{words.thisCamera}</span>
          </p>
        </PhotoColumn>
        <PhotoColumn
          label={words.photosOf(cameraName(other))}
          source={compared}
          timeZone={event.timeZone}
          chosenId={reference?.id}
          onChoose={setReference}
        >
          <OtherCamera
            cameras={others}
            chosen={other}
            onChoose={each => {
              setReference(null);
              setOther(each);
            }}
          />
        </PhotoColumn>
      </div>
    </Page>
  );
}

/** A chosen photo, large, with its time. */
function Chosen({ photo, timeZone }: { photo: CameraPhoto | null; timeZone: string }) {
  return (
    <figure class="chosen">
      {photo ? <img src={photo.thumbnail?.url} alt={photo.filename} /> : null}
      <figcaption>{photo?.takenAt ? moment(photo.takenAt, timeZone) : words.notChosen}</figcaption>
    </figure>
  );
}

interface OtherProperties {
  cameras: readonly Camera[];
  chosen: Camera;
  onChoose: (camera: Camera) => void;
}

/** The camera to compare with: a choice if there are several. */
function OtherCamera({ cameras, chosen, onChoose }: OtherProperties) {
  const hint = <span class="quiet">{words.otherCamera}</span>;
  if (cameras.length === 1)
    return (
      <p class="column-head">
        <strong>{cameraName(chosen)}</strong> {hint}
      </p>
    );
  return (
    <label class="column-head">
      <select
        onChange={({ currentTarget }) => {
          const camera = cameras[currentTarget.selectedIndex];
          if (camera) onChoose(camera);
        }}
      >
        {cameras.map(each => (
          <option key={each.id} selected={each.id === chosen.id}>
            {cameraName(each)}
            {each.serial ? ` · ${each.serial}` : ""}
          </option>
        ))}
      </select>{" "}
      {hint}
    </label>
  );
}
