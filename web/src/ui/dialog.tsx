import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { common } from "../i18n/common";
import { RoundButton } from "./button";
import { listen } from "./listen";
import { Toasts } from "./toasts";

interface Properties {
  title: string;
  /** Called on Escape, the close button and a click outside. The owner then unmounts the dialog. */
  onClose: () => void;
  /** For tables. */
  isWide?: boolean;
  children: ComponentChildren;
}

/** Keys go to dialogs only: a lightbox below must not turn its page, or close. */
const keepInside = (event: KeyboardEvent) => {
  if (event.target instanceof Element && !event.target.closest("dialog")) event.stopPropagation();
};

/** A modal dialog that traps and restores focus. A bottom sheet on phones. */
export function Dialog({ title, onClose, isWide, children }: Properties) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    const stop = listen({ keydown: keepInside }, document, { capture: true });
    return () => {
      stop();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const closeBeside = (event: MouseEvent) => event.target === element.current && onClose();
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog
      class="sheet"
      data-wide={isWide}
      ref={element}
      aria-label={title}
      onCancel={cancel}
      onClick={closeBeside}
      onKeyDown={event => event.stopPropagation()}
    >
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
