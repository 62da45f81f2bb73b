import { useEffect, useState } from "preact/hooks";
import { common } from "../i18n/common";
import { createStore, useStore } from "../store";
import { Button, RoundButton } from "../ui/button";
import { showToast } from "../ui/toasts";
import { useBusy } from "../ui/use-busy";
import { strings } from "./i18n/strings";
import { showProblem } from "./show-problem";

interface Offer {
  id: number;
  /** What was done. */
  text: string;
  /** Throws Problem. */
  undo: () => Promise<unknown>;
}

const OFFERED_MILLISECONDS = 10_000;
const offered = createStore<Offer | null>(null);
let last = 0;

/** How often something was undone. Screens that show what may have changed read again. */
export const undone = createStore(0);

/** Says what was done, and offers to undo it. Replaces an earlier offer. Returns the function that withdraws it. */
export function offerUndo(text: string, undo: Offer["undo"]) {
  const offer = { id: ++last, text, undo };
  offered.set(offer);
  return () => withdraw(offer);
}

/** Ends the offer: what it speaks of was undone in another way. */
export const withdrawUndo = () => offered.set(null);

const withdraw = (offer: Offer) => offered.value === offer && offered.set(null);

/** Render once, while signed in: the next person at this device must not see the offer. */
export function UndoToast() {
  const offer = useStore(offered);
  useEffect(() => () => offered.set(null), []);
  // Screen readers announce only additions to an existing live region.
  return (
    <div class="toasts undo" role="status">
      {offer ? <OfferedUndo key={offer.id} offer={offer} /> : null}
    </div>
  );
}

function OfferedUndo({ offer }: { offer: Offer }) {
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isHeld = isHovered || isFocused;
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => withdraw(offer), OFFERED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isHeld]);
  const [, undo] = useBusy(async () => {
    try {
      await offer.undo();
      withdraw(offer);
      undone.set(undone.value + 1);
      showToast(strings.undone);
    } catch (thrown) {
      showProblem(thrown);
    }
  });
  return (
    <p
      class="toast"
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocusIn={() => setFocused(true)}
      onFocusOut={() => setFocused(false)}
    >
      {offer.text}
      <Button onClick={undo}>{strings.undo}</Button>
      <RoundButton icon="close" label={common.close} onClick={() => withdraw(offer)} />
    </p>
  );
}
