import { useEffect } from "preact/hooks";
import { createStore, useStore } from "../../store";
import { day } from "../../words/numbers";
import type { EventDetails } from "../events/documents";
import { words } from "../words/words";
import type { Accessor } from "./documents";
import { Qr } from "./qr";
import { spaced } from "./spaced";

interface Print {
  event: EventDetails;
  accessors: readonly Accessor[];
}

const printed = createStore<Print | null>(null);

/** Prints a card for each code: QR, code, label, and where and until when the photos are found. */
export const printCards = (event: EventDetails, accessors: readonly Accessor[]) =>
  printed.set({ event, accessors });

const DRAWN_AFTER_MILLISECONDS = 150;

/** What goes on paper; the screen never shows it. Draw it once, as a child of the body. */
export function Cards() {
  const print = useStore(printed);
  useEffect(() => {
    if (!print) return;
    const end = () => printed.set(null);
    addEventListener("afterprint", end);
    const timer = setTimeout(() => window.print(), DRAWN_AFTER_MILLISECONDS); // the QR codes' own code is loaded first
    return () => {
      clearTimeout(timer);
      removeEventListener("afterprint", end);
    };
  }, [print]);
  if (!print) return null;
  const { event, accessors } = print;
  return (
    <div class="cards" aria-hidden="true">
      {accessors.map(accessor => (
        <section key={accessor.accessCode} class="paper-card">
          <div>
            <p class="paper-event">{event.name}</p>
            <p class="paper-label">{accessor.label}</p>
            <p class="paper-code">{spaced(accessor.accessCode)}</p>
            <p>{words.cardHint}</p>
            <p class="paper-link">{`${location.host}/${event.publicUrl}`}</p>
            <p>{words.cardEnd(day(event.expiresAt))}</p>
          </div>
          <Qr text={accessor.url} label="" />
        </section>
      ))}
    </div>
  );
}
