import { useEffect, useState } from "preact/hooks";
import { slices } from "../../api/pages";
import { common } from "../../i18n/common";
import { createStore, useStore } from "../../store";
import { listen } from "../../ui/listen";
import { showToast } from "../../ui/toasts";
import type { EventDetails } from "../events/documents";
import { cardStrings } from "../i18n/cards";
import { type CardOptions, savedCardOptions } from "./card-options";
import type { Accessor } from "./documents";
import { byGroup } from "./names-list";
import { GuestCard, SpecialCard } from "./paper-card";
import { drawQr, type QrDrawing } from "./qr";

interface Print {
  event: EventDetails;
  /** Null for the photographer's own cards. */
  accessors: readonly Accessor[] | null;
  options: CardOptions;
}

const printed = createStore<Print | null>(null);

/** Prints a card per code, sorted by group and name. */
export const printCards = (
  event: EventDetails,
  accessors: readonly Accessor[],
  options: CardOptions = savedCardOptions(),
) => printed.set({ event, accessors, options });

/** Prints the cards "everybody" and "stop" on a page of their own. */
export const printSpecialCards = (event: EventDetails, options: CardOptions) =>
  printed.set({ event, accessors: null, options });

const COLUMNS = 2;
const CARDS_BETWEEN_FRAMES = 25;

/** The printed cards, hidden on screen. Render once, as a child of the body. */
export function Cards() {
  const print = useStore(printed);
  const [drawings, setDrawings] = useState<ReadonlyMap<string, QrDrawing> | null>(null);
  useEffect(() => {
    setDrawings(null);
    if (!print) return;
    let isWanted = true;
    const refuse = () => {
      printed.set(null);
      showToast(common.problems.offline, { isProblem: true });
    };
    drawAll(linksOf(print)).then(drawn => isWanted && setDrawings(drawn), refuse);
    return () => {
      isWanted = false;
    };
  }, [print]);
  useEffect(() => {
    if (!drawings) return;
    const stopListening = listen({ afterprint: () => printed.set(null) });
    // After the cards are laid out.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
    return () => {
      cancelAnimationFrame(frame);
      stopListening();
    };
  }, [drawings]);
  if (!print || !drawings) return null;
  const { event, accessors, options } = print;
  const drawing = (url: string) => drawings.get(url) ?? null;
  return (
    <div class="cards" data-paper={options.paper} data-size={accessors ? options.size : "special"} aria-hidden="true">
      {accessors ? (
        slices([...accessors].sort(byGroup), COLUMNS).map(row => (
          <div key={row[0]?.accessCode} class="paper-row">
            {row.map(accessor => (
              <GuestCard
                key={accessor.accessCode}
                event={event}
                accessor={accessor}
                drawing={drawing(accessor.cardUrl)}
              />
            ))}
          </div>
        ))
      ) : (
        <>
          <SpecialCard
            event={event}
            title={cardStrings.everybody}
            text={cardStrings.everybodyText}
            drawing={drawing(event.everybodyCardUrl)}
          />
          <SpecialCard
            event={event}
            title={cardStrings.stop}
            text={cardStrings.stopText}
            drawing={drawing(event.stopCardUrl)}
          />
        </>
      )}
    </div>
  );
}

const linksOf = ({ event, accessors }: Print) =>
  accessors?.map(({ cardUrl }) => cardUrl) ?? [event.everybodyCardUrl, event.stopCardUrl];

/** Lets the page answer in between: 500 drawings take a second. */
async function drawAll(links: readonly string[]): Promise<ReadonlyMap<string, QrDrawing>> {
  const drawings = new Map<string, QrDrawing>();
  for (const [index, link] of links.entries()) {
    drawings.set(link, await drawQr(link));
    if (index % CARDS_BETWEEN_FRAMES === 0) await new Promise(resolve => setTimeout(resolve));
  }
  return drawings;
}
