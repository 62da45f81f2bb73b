import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { common } from "../i18n/common";
import { RoundButton } from "./button";
import { Toasts } from "./toasts";

interface Properties {
  title: string;
  /** Called on Escape, the close button and a click outside. The owner then unmounts the dialog. */
  onClose: () => void;
  /** For tables. */
  isWide?: boolean;
  children: ComponentChildren;
}

/** A modal dialog that traps and restores focus. A bottom sheet on phones. */
export function Dialog({ title, onClose, isWide, children }: Properties) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const closeBeside = (event: MouseEvent) => event.target === element.current && onClose();
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the key is Escape, handled as `cancel`.
    <dialog class="sheet" data-wide={isWide} ref={element} aria-label={title} onCancel={cancel} onClick={closeBeside}>
      <div class="sheet-body">
        <header class="sheet-head">
          <h2>{title}</h2>
          <RoundButton icon="close" label={common.close} onClick={onClose} />
        </header>
        {children}
      </div>
      <Toasts isInDialog />
    </dialog>
  );
}
