import { useEffect } from "preact/hooks";
import { common } from "../../i18n/common";
import { day } from "../../i18n/numbers";
import { createStore, useStore } from "../../store";
import { listen } from "../../ui/listen";
import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { strings } from "../i18n/strings";
import type { Accessor } from "./documents";
import { formatCode } from "./format-code";
import { byName } from "./names-list";
import { prepareQr, Qr } from "./qr";

interface Print {
  event: EventDetails;
  accessors: readonly Accessor[];
}

const printed = createStore<Print | null>(null);

/** Prints a card per code: QR code, code, label, link and expiry. */
export const printCards = (event: EventDetails, accessors: readonly Accessor[]) => printed.set({ event, accessors });

const CARDS_A_PAGE = 10;

/** The printed cards, hidden on screen. Render once, as a child of the body. */
export function Cards() {
  const print = useStore(printed);
  useEffect(() => {
    if (!print) return;
    const end = () => printed.set(null);
    let isWanted = true;
    const stopListening = listen({ afterprint: end });
    const refuse = () => {
      end();
      showToast(common.problems.offline, { isProblem: true });
    };
    // QR codes are painted two frames after their library has loaded.
    prepareQr().then(
      () => requestAnimationFrame(() => requestAnimationFrame(() => isWanted && window.print())),
      refuse,
    );
    return () => {
      isWanted = false;
      stopListening();
    };
  }, [print]);
  if (!print) return null;
  const { event, accessors } = print;
  return (
    <div class="cards" aria-hidden="true">
      {[...accessors].sort(byName).map((accessor, index) => (
        <section key={accessor.accessCode} class="paper-card" data-last={(index + 1) % CARDS_A_PAGE === 0 || undefined}>
          <div>
            <p class="paper-event">{event.name}</p>
            <p class="paper-label">{accessor.label}</p>
            <p class="paper-code">{formatCode(accessor.accessCode)}</p>
            <p>{strings.cardHint}</p>
            <p class="paper-link">{`${location.host}/${event.publicUrl}`}</p>
            <p>{strings.cardEnd(day(event.expiresAt))}</p>
          </div>
          <Qr text={accessor.url} label="" />
        </section>
      ))}
    </div>
  );
}
