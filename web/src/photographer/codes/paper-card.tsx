import { lastDay } from "../../i18n/numbers";
import type { EventDetails } from "../events/documents";
import { cardStrings } from "../i18n/cards";
import { strings } from "../i18n/strings";
import type { Accessor } from "./documents";
import { formatCode } from "./format-code";
import { type QrDrawing, QrImage } from "./qr";

const LONG_CHARACTERS = 24;

interface GuestProperties {
  event: EventDetails;
  accessor: Accessor;
  drawing: QrDrawing | null;
}

/** For smaller letters. Undefined, not false: an attribute. */
const isLong = (text: string) => text.length > LONG_CHARACTERS || undefined;

/** A guest's card: QR code, code, name, group, link and expiry. Without a name it has a line to write on. */
export function GuestCard({ event, accessor, drawing }: GuestProperties) {
  const label = accessor.label ?? "";
  return (
    <section class="paper-card">
      <div class="paper-who">
        <p class="paper-event" data-long={isLong(event.name)}>
          {event.name}
        </p>
        <p class="paper-label" data-long={isLong(label)}>
          {label}
        </p>
        {accessor.group ? <p class="paper-group">{accessor.group}</p> : null}
      </div>
      <QrImage drawing={drawing} label="" />
      <div class="paper-how">
        <p class="paper-code">{formatCode(accessor.accessCode)}</p>
        <p>{strings.cardHint}</p>
        <p class="paper-link">
          <Breakable text={`${location.host}/${event.publicUrl}`} />
        </p>
        <p>{strings.cardEnd(lastDay(event.expiresAt, event.timeZone))}</p>
      </div>
    </section>
  );
}

interface SpecialProperties {
  event: EventDetails;
  title: string;
  text: string;
  drawing: QrDrawing | null;
}

/** The photographer's own card. */
export function SpecialCard({ event, title, text, drawing }: SpecialProperties) {
  return (
    <section class="paper-card">
      <div class="paper-who">
        <p class="paper-event" data-long={isLong(event.name)}>
          {event.name}
        </p>
        <p class="paper-label">{title}</p>
        <p>{text}</p>
        <p class="paper-small">{cardStrings.forPhotographer}</p>
      </div>
      <QrImage drawing={drawing} label="" />
    </section>
  );
}

/** A link that breaks behind `/` and `_`. */
function Breakable({ text }: { text: string }) {
  return (
    <>
      {text.split(/(?<=[/_])/).map((part, index) => (
        <span key={index}>
          {part}
          <wbr />
        </span>
      ))}
    </>
  );
}
