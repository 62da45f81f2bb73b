import { useState } from "preact/hooks";
import { common } from "../../i18n/common";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { useBusy } from "../../ui/use-busy";
import type { Camera } from "./documents";
import { words } from "./i18n/strings";
import { OffsetForm } from "./offset-form";
import { cameraName, offsetText, rangeText, reasonText } from "./texts";

interface Properties {
  camera: Camera;
  timeZone: string;
  /** The path of the screen that compares two photos. Null if there is no other camera. */
  comparePath: string | null;
  /** Throws Problem. */
  onSet: (offsetSeconds: number) => Promise<void>;
  /** As `onSet`, but shows the problem itself. */
  onPress: (offsetSeconds: number) => Promise<void>;
}

/** A camera: its photos, how its clock is corrected, and what is proposed. */
export function CameraItem({ camera, timeZone, comparePath, onSet, onPress }: Properties) {
  const [isEditing, setEditing] = useState(false);
  const { firstTakenAt, lastTakenAt, offsetSeconds, photoCount, proposal, serial } = camera;
  const name = cameraName(camera);
  const facts = [serial && words.serial(serial), common.photos(photoCount)].filter(Boolean);
  const [isBusy, apply] = useBusy(() => onPress(proposal?.offsetSeconds ?? 0));
  const [, takeBack] = useBusy(() => onPress(0));
  return (
    <li class="camera">
      <h2>{name}</h2>
      <p class="quiet">{facts.join(" · ")}</p>
      {firstTakenAt && lastTakenAt ? <p class="quiet">{rangeText(firstTakenAt, lastTakenAt, timeZone)}</p> : null}
      <p class="camera-offset" data-corrected={offsetSeconds ? true : undefined}>
        <Icon name="clock" />
        {offsetText(offsetSeconds)}
      </p>
      {proposal ? (
        <div class="camera-proposal">
          <p>
            <strong>
              {proposal.offsetSeconds ? words.proposed(offsetText(proposal.offsetSeconds)) : words.proposedRight}
            </strong>
            <br />
            {reasonText(proposal)}
          </p>
          <Button
            class="button"
            onClick={apply}
            aria-disabled={isBusy}
            aria-label={words.applyTo(offsetText(proposal.offsetSeconds), name)}
          >
            {words.apply}
          </Button>
        </div>
      ) : null}
      {isEditing ? (
        <OffsetForm
          offsetSeconds={offsetSeconds}
          onSet={async seconds => {
            await onSet(seconds);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <div class="buttons">
          {comparePath ? (
            <a class="quiet-button" href={comparePath}>
              {words.sameMoment}
            </a>
          ) : null}
          <Button onClick={() => setEditing(true)}>{words.byHand}</Button>
          {offsetSeconds ? <Button onClick={takeBack}>{words.remove}</Button> : null}
        </div>
      )}
    </li>
  );
}
