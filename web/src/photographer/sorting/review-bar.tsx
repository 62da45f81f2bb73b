import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { undoLast } from "./actions";
import { words } from "./i18n/strings";
import { useReview } from "./review-context";
import { UndoButton } from "./undo-button";
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
  const [areKeysShown, showKeys] = useState(false);
  useKeys({ z: () => void undoLast(sorting), "?": () => showKeys(true) });
  return (
    <section class="selection-bar review-bar" aria-label={words.views}>
      <p role="status">{text}</p>
      <Button class="quiet-button keys-button" onClick={() => showKeys(true)}>
        {words.keys}
      </Button>
      <UndoButton />
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
