import type { Change } from "./documents";

interface UndoStep {
  /** What was done. */
  text: string;
  /** The changes that take it back. */
  changes: readonly Change[];
}

const MAX_STEPS = 100;

/** The way back through the corrections of an event, kept until the tab is closed or its photographer signs out. */
export class UndoSteps {
  readonly #key: string;
  readonly #steps: UndoStep[];

  constructor(eventId: string) {
    this.#key = `imgsh.sorting.${eventId}`;
    this.#steps = JSON.parse(sessionStorage.getItem(this.#key) ?? "[]");
  }

  get last(): UndoStep | null {
    return this.#steps.at(-1) ?? null;
  }

  push(step: UndoStep) {
    this.#steps.push(step);
    this.#steps.splice(0, this.#steps.length - MAX_STEPS);
    this.#keep();
  }

  pop() {
    this.#steps.pop();
    this.#keep();
  }

  #keep() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#steps));
    } catch {
      sessionStorage.removeItem(this.#key); // too large: these steps end with the page
    }
  }
}
