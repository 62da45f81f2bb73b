import { type ComponentChildren, createContext } from "preact";
import { useContext, useId, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../../api/problem";
import { errorText } from "../../i18n/error-text";
import { strings } from "../i18n/strings";

/** Error texts by field of the API's input. */
type FieldErrors = ReadonlyMap<string, string>;

const FieldErrorsContext = createContext<FieldErrors>(new Map());

/** Values by field name. */
export type FormValues = Readonly<Record<string, string>>;

interface FormProperties {
  /** Label of the submit button. */
  submit: string;
  /** Gets the values by field. Errors are shown in the form. */
  onSubmit: (values: FormValues) => Promise<void>;
  isDangerous?: boolean;
  /** Nothing to submit yet. */
  isDisabled?: boolean;
  children?: ComponentChildren;
}

/** A form that shows API errors beside their fields, and other errors above the button. */
export function Form({ submit, onSubmit, isDangerous, isDisabled = false, children }: FormProperties) {
  const element = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fieldErrors = fieldErrorsOf(problem, element.current);
  const trySubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy || isDisabled || !element.current) return;
    setBusy(true);
    setProblem(null);
    try {
      await onSubmit(Object.fromEntries([...new FormData(element.current)].map(([name, value]) => [name, `${value}`])));
    } catch (thrown) {
      setProblem(problemOf(thrown));
      // After `aria-invalid` is rendered.
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
    }
    setBusy(false);
  };
  return (
    <form class="form" ref={element} onSubmit={trySubmit} aria-busy={isBusy}>
      <FieldErrorsContext.Provider value={fieldErrors}>{children}</FieldErrorsContext.Provider>
      <p class="problem" role="alert">
        {problem && !fieldErrors.size ? errorText(problem, strings.userErrors) : null}
      </p>
      <button type="submit" class={isDangerous ? "button danger" : "button"} aria-disabled={isBusy || isDisabled}>
        {submit}
      </button>
    </form>
  );
}

/** Errors of this form's fields. Empty if any error belongs to something else. */
function fieldErrorsOf(problem: Problem | null, form: HTMLFormElement | null): FieldErrors {
  const fieldErrors = new Map<string, string>();
  for (const { code, message, field } of problem?.userErrors ?? []) {
    const name = field?.[0] ?? "";
    if (!form?.elements.namedItem(name)) return new Map();
    const known: Readonly<Record<string, string>> = {
      ...strings.userErrors,
      INVALID_INPUT: strings.invalid[name] ?? message,
    };
    fieldErrors.set(name, known[code] ?? message);
  }
  return fieldErrors;
}

interface FieldProperties {
  name: string;
  label: string;
  hint?: string;
  children: (attributes: FieldAttributes) => ComponentChildren;
}

interface FieldAttributes {
  id: string;
  name: string;
  "aria-describedby": string;
  "aria-invalid": true | undefined;
}

/** A label, the control that `children` renders, and a hint or error. */
export function Field({ name, label, hint, children }: FieldProperties) {
  const id = useId();
  const error = useContext(FieldErrorsContext).get(name);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, name, "aria-describedby": `${id}-hint`, "aria-invalid": error ? true : undefined })}
      <p id={`${id}-hint`} class={error ? "hint problem" : "hint quiet"}>
        {error ?? hint}
      </p>
    </div>
  );
}
