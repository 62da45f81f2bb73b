import type { ComponentChildren } from "preact";
import { common } from "../../i18n/common";
import { Dialog } from "../../ui/dialog";
import { Form } from "./form";

interface Properties {
  title: string;
  /** What will happen, and that it can't be undone. */
  hint: string;
  /** The words on the button that does it. */
  submit: string;
  /** What it throws is told in the dialog. */
  onConfirm: (values: Readonly<Record<string, string>>) => Promise<void>;
  onClose: () => void;
  /** The words on the button that does it not. */
  cancel?: string;
  /** What else has to be values. */
  children?: ComponentChildren;
}

/** Asks before something is done that can't be undone. */
export function Confirm({ title, hint, submit, onConfirm, onClose, cancel, children }: Properties) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <Form submit={submit} onSubmit={onConfirm} isDangerous>
        {children}
        <button type="button" class="quiet-button" onClick={onClose}>
          {cancel ?? common.cancel}
        </button>
      </Form>
    </Dialog>
  );
}
