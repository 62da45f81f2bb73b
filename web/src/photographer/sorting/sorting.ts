import { Problem, problemOf } from "../../api/problem";
import { createStore, type Store } from "../../store";
import { untilNobodyPresses } from "../event/still-grid";
import type { Change, SortedSeries, SortingEvent, SortingSummary } from "./documents";
import { lookedAt } from "./looks";
import { changedSeries } from "./publishing";
import { changeSorting, publishSorting, readSeries, readSorting, undoPublication } from "./requests";
import { UndoSteps } from "./undo-steps";

export interface SortingState {
  /** Null until loaded. */
  event: SortingEvent | null;
  summary: SortingSummary | null;
  /** Null until loaded. Of `seriesVersion`, which may be older than the summary's. */
  series: readonly SortedSeries[] | null;
  seriesVersion: string;
  /** Ids of series that were not as the photographer had seen them when they were to be published. */
  changed: ReadonlySet<string> | null;
  /** What was changed last and can be undone. */
  undoable: string | null;
  /** How often something was undone. */
  undone: number;
  isGone: boolean;
  problem: Problem | null;
}

const NOTHING: SortingState = {
  event: null,
  summary: null,
  series: null,
  seriesVersion: "",
  changed: null,
  undoable: null,
  undone: 0,
  isGone: false,
  problem: null,
};

const RENEWED_AFTER_MILLISECONDS = 10_000;

/** The proposal of an event: what the service says, and the way back through what was changed in this tab. */
export class Sorting {
  readonly store: Store<SortingState>;
  readonly eventId: string;
  readonly #steps: UndoSteps;
  #running: Promise<unknown> = Promise.resolve();
  #seriesReads = 0;
  #readAt = 0;

  constructor(eventId: string) {
    this.eventId = eventId;
    this.#steps = new UndoSteps(eventId);
    this.store = createStore({ ...NOTHING, undoable: this.#steps.last?.text ?? null });
  }

  /** Loads the questions. A failure is in `problem`. */
  read = async () => {
    try {
      await this.#inTurn(async () => {
        const event = await readSorting(this.eventId);
        if (this.store.value.event) await untilNobodyPresses();
        this.#readAt = performance.now();
        this.#set({ event, summary: event?.sorting ?? null, isGone: !event, problem: null });
      });
    } catch (thrown) {
      this.#set({ problem: problemOf(thrown) });
    }
  };

  /** Loads the series, unless they are those of the present version. */
  readSeries = async () => {
    const { summary, seriesVersion, series } = this.store.value;
    if (!series || summary?.version !== seriesVersion) await this.#readSeries();
  };

  /** Gets fresh signed URLs: they expire after an hour. */
  renew = async () => {
    if (performance.now() - this.#readAt < RENEWED_AFTER_MILLISECONDS) return;
    await this.read();
    await this.#readSeries();
  };

  /** `text` says what was done. Throws Problem. */
  change = (changes: readonly Change[], text: string): Promise<void> =>
    this.#inTurn(async () => {
      const { sorting, undo } = await changeSorting(this.eventId, changes);
      this.#steps.push({ text, changes: undo });
      this.#show(sorting, changes);
    });

  /** Takes back the last change. Returns what it was, or null if there was none. Throws Problem. */
  undo = (): Promise<string | null> =>
    this.#inTurn(async () => {
      const { last } = this.#steps;
      if (!last) return null;
      try {
        const { sorting } = await changeSorting(this.eventId, last.changes);
        this.#steps.pop();
        this.#set({ undone: this.store.value.undone + 1 });
        this.#show(sorting, last.changes);
        return last.text;
      } catch (thrown) {
        // Its photos or codes were deleted since. It must not be in the way of the steps before it.
        if (problemOf(thrown).code === "NOT_FOUND") this.#steps.pop();
        this.#set({ undoable: this.#steps.last?.text ?? null });
        throw thrown;
      }
    });

  /** Publishes some series, or all. Throws Problem. If they have changed, shows which, and publishes nothing. */
  publish = async (seriesIds: readonly string[] | null) => {
    const { seriesVersion, series } = this.store.value;
    try {
      const { publication, sorting } = await publishSorting(this.eventId, seriesVersion, seriesIds);
      this.#show(sorting);
      this.#set({ changed: null });
      await this.#readSeries();
      return publication;
    } catch (thrown) {
      if (!isChanged(thrown)) throw thrown;
      await this.read();
      this.#set({ changed: changedSeries(series ?? [], await this.#readSeries()) });
      return null;
    }
  };

  /** Shows all series again, not only those that have changed. */
  forgetChanged = () => this.#set({ changed: null });

  /** Throws Problem. */
  undoPublication = async (id: string) => {
    this.#show(await undoPublication(this.eventId, id));
    await this.#readSeries();
  };

  #show(summary: SortingSummary, changes: readonly Change[] = []) {
    const { series } = this.store.value;
    this.#set({
      summary,
      series: series && lookedAt(series, changes),
      undoable: this.#steps.last?.text ?? null,
      problem: null,
    });
  }

  async #readSeries(): Promise<readonly SortedSeries[]> {
    const read = ++this.#seriesReads;
    try {
      const { version, series } = await readSeries(this.eventId);
      if (this.store.value.series) await untilNobodyPresses();
      // A change meanwhile has started a read of its own.
      if (read === this.#seriesReads) this.#set({ series, seriesVersion: version });
      return series;
    } catch (thrown) {
      this.#set({ problem: problemOf(thrown) });
      return this.store.value.series ?? [];
    }
  }

  /** One after the other: an undo must find what the change before it has left. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#running.then(act);
    this.#running = done.catch(() => undefined);
    return done;
  }

  #set(change: Partial<SortingState>) {
    this.store.set({ ...this.store.value, ...change });
  }
}

/** Whether the series are being read again, so that what is shown of them is not what would be published. */
export const areStale = ({ summary, seriesVersion }: SortingState) => summary?.version !== seriesVersion;

const isChanged = (thrown: unknown) =>
  thrown instanceof Problem && thrown.userErrors.some(({ code }) => code === "SORTING_CHANGED");
