import { useEffect, useState } from "preact/hooks";
import { common } from "../i18n/common";
import { createStore, useStore } from "../store";
import { RoundButton } from "./button";

interface Toast {
  id: number;
  text: string;
  isProblem: boolean;
}

const SHOWN_MILLISECONDS = 6000;
const toasts = createStore<readonly Toast[]>([]);
let last = 0;

/** Shows a message for six seconds. Errors stay until closed. */
export function showToast(text: string, { isProblem = false } = {}) {
  const id = ++last;
  toasts.set([...toasts.value.filter(toast => toast.text !== text), { id, text, isProblem }]);
  if (!isProblem) setTimeout(() => dismiss(id), SHOWN_MILLISECONDS);
}

const dismiss = (id: number) => toasts.set(toasts.value.filter(toast => toast.id !== id));

const dialogs = createStore<readonly symbol[]>([]);

/** Render once per page and once per dialog: content below a dialog is dimmed and inert. */
export function Toasts({ isInDialog = false }) {
  const [self] = useState(() => Symbol("toasts"));
  useEffect(() => {
    if (!isInDialog) return;
    dialogs.set([...dialogs.value, self]);
    return () => dialogs.set(dialogs.value.filter(dialog => dialog !== self));
  }, []);
  const uppermost = useStore(dialogs).at(-1);
  const isSeen = uppermost === (isInDialog ? self : undefined);
  const shown = useStore(toasts);
  // Screen readers announce only additions to an existing live region.
  return (
    <div class="toasts" role="status">
      {(isSeen ? shown : []).map(({ id, text, isProblem }) => (
        <p key={id} class="toast" data-problem={isProblem || undefined}>
          {text}
          <RoundButton icon="close" label={common.close} onClick={() => dismiss(id)} />
        </p>
      ))}
    </div>
  );
}
