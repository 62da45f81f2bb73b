import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { undoLast } from "./actions";
import { words } from "./i18n/strings";
import { useReview } from "./review-context";
import { useKeys } from "./use-keys";

interface Properties {
  /** How much is left. */
  text: string;
  /** What goes on. */
  children?: ComponentChildren;
}

/** Says what is left, and has the buttons that go on, undo, and explain the keys. Stays on the screen. */
export function ReviewBar({ text, children }: Properties) {
  const { sorting } = useReview();
  const { undoable } = useStore(sorting.store);
  const [areKeysShown, showKeys] = useState(false);
  const undo = () => void undoLast(sorting);
  useKeys({ z: undo, "?": () => showKeys(true) });
  return (
    <section class="selection-bar review-bar" aria-label={words.views}>
      <p role="status">{text}</p>
      <Button class="quiet-button keys-button" onClick={() => showKeys(true)}>
        {words.keys}
      </Button>
      <Button
        aria-disabled={!undoable}
        aria-label={undoable ? words.undoOf(undoable) : undefined}
        onClick={() => undoable && undo()}
      >
        {words.undo}
      </Button>
      {children}
      {areKeysShown ? (
        <Dialog title={words.keys} onClose={() => showKeys(false)}>
          <dl class="key-list">
            {words.keyList.map(([key, text]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      ) : null}
    </section>
  );
}
