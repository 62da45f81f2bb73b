import { updateEvent } from "../events/documents";
import { offerUndo } from "../undo";
import { type Camera, setOffset } from "./documents";
import { words } from "./i18n/strings";
import { cameraName, offsetText } from "./texts";

/** Corrects the clock of a camera, and offers to undo it. Throws Problem. */
export async function applyOffset(eventId: string, camera: Camera, offsetSeconds: number) {
  await setOffset(eventId, camera.id, offsetSeconds);
  const text = words.applied(cameraName(camera), offsetText(offsetSeconds));
  offerUndo(text, () => setOffset(eventId, camera.id, camera.offsetSeconds));
}

/** Changes the time zone of an event, and offers to undo it. Throws Problem. */
export async function applyTimeZone(event: { id: string; timeZone: string }, timeZone: string) {
  await updateEvent({ eventId: event.id, timeZone });
  offerUndo(words.zoneSaved(timeZone.replaceAll("_", " ")), () =>
    updateEvent({ eventId: event.id, timeZone: event.timeZone }),
  );
}
