import type { ComponentChildren } from "preact";
import { common } from "../../i18n/common";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Form, type FormValues } from "./form";

interface Properties {
  title: string;
  /** What will happen. */
  hint: string;
  /** Label of the confirm button. */
  submit: string;
  /** Errors are shown in the dialog. */
  onConfirm: (values: FormValues) => Promise<void>;
  onClose: () => void;
  /** Label of the cancel button. */
  cancel?: string;
  /** Additional fields. */
  children?: ComponentChildren;
}

/** A dialog that confirms an irreversible action. */
export function Confirm({ title, hint, submit, onConfirm, onClose, cancel, children }: Properties) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <Form submit={submit} onSubmit={onConfirm} isDangerous>
        {children}
        <Button onClick={onClose}>{cancel ?? common.cancel}</Button>
      </Form>
    </Dialog>
  );
}
