import { type ComponentChildren, createContext } from "preact";
import { useContext, useId, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../../api/problem";
import { errorText } from "../../i18n/error-text";
import { strings } from "../i18n/strings";

/** By field of the API's input: what is wrong with it. */
type Refusals = ReadonlyMap<string, string>;

const Refused = createContext<Refusals>(new Map());

interface FormProperties {
  /** The words on its button. */
  submit: string;
  /** Gets what was typed, by field. What it throws is told here. */
  onSubmit: (typed: Readonly<Record<string, string>>) => Promise<void>;
  isDangerous?: boolean;
  /** There is nothing to submit yet. */
  isIdle?: boolean;
  children?: ComponentChildren;
}

/** A form that tells beside each field what the service has against it, and above the button everything else. */
export function Form({ submit, onSubmit, isDangerous, isIdle = false, children }: FormProperties) {
  const element = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const refusals = refusalsOf(problem, element.current);
  const trySubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy || isIdle || !element.current) return;
    setBusy(true);
    setProblem(null);
    try {
      await onSubmit(
        Object.fromEntries([...new FormData(element.current)].map(([name, value]) => [name, `${value}`])),
      );
    } catch (thrown) {
      setProblem(problemOf(thrown));
      // Once the marks are drawn.
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
    }
    setBusy(false);
  };
  return (
    <form class="form" ref={element} onSubmit={trySubmit} aria-busy={isBusy}>
      <Refused.Provider value={refusals}>{children}</Refused.Provider>
      <p class="problem" role="alert">
        {problem && !refusals.size ? errorText(problem, strings.refusals) : null}
      </p>
      <button type="submit" class={isDangerous ? "button danger" : "button"} aria-disabled={isBusy || isIdle}>
        {submit}
      </button>
    </form>
  );
}

/** What is said about fields that this form has; empty when there is something to say about another matter. */
function refusalsOf(problem: Problem | null, form: HTMLFormElement | null): Refusals {
  const refusals = new Map<string, string>();
  for (const { code, message, field } of problem?.userErrors ?? []) {
    const name = field?.[0] ?? "";
    if (!form?.elements.namedItem(name)) return new Map();
    const known: Readonly<Record<string, string>> = {
      ...strings.refusals,
      INVALID_INPUT: strings.invalid[name] ?? message,
    };
    refusals.set(name, known[code] ?? message);
  }
  return refusals;
}

interface FieldProperties {
  name: string;
  label: string;
  hint?: string;
  children: (attributes: FieldAttributes) => ComponentChildren;
}

export interface FieldAttributes {
  id: string;
  name: string;
  "aria-describedby": string;
  "aria-invalid": true | undefined;
}

/** A label, the control that `children` draws, a hint and what is wrong. */
export function Field({ name, label, hint, children }: FieldProperties) {
  const id = useId();
  const refusal = useContext(Refused).get(name);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, name, "aria-describedby": `${id}-hint`, "aria-invalid": refusal ? true : undefined })}
      <p id={`${id}-hint`} class={refusal ? "hint problem" : "hint quiet"}>
        {refusal ?? hint}
      </p>
    </div>
  );
}
