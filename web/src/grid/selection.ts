import { createStore, type Store } from "../store";

/** Which photos are selected. `isOn`: a press selects and does not open, even while none is selected. */
export interface Selected {
  ids: ReadonlySet<string>;
  isOn: boolean;
}

/** Selects photos by their place in the list; what is selected goes by id, so the list may change. */
export class Selection {
  readonly store: Store<Selected> = createStore<Selected>({ ids: new Set(), isOn: false });
  #listed: readonly string[] = [];
  #anchor: string | null = null;

  get ids() {
    return this.store.value.ids;
  }

  /** Takes the list as it is now, and lets go of what is no longer in it. */
  setList(ids: readonly string[]) {
    this.#listed = ids;
    const listed = new Set(ids);
    if ([...this.ids].some(id => !listed.has(id))) this.#keep([...this.ids].filter(id => listed.has(id)));
  }

  toggle(index: number) {
    const id = this.#listed[index];
    if (id === undefined) return;
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.#anchor = id;
    this.#keep(ids);
  }

  /** Selects just these, and what is pressed from now on. */
  selectOnly(ids: Iterable<string>) {
    this.#anchor = null;
    this.store.set({ ids: new Set(ids), isOn: true });
  }

  /** Selects all, also what is not listed yet: `readAll` reads it. */
  async selectAll(readAll: () => Promise<readonly { id: string }[]>) {
    this.selectOnly((await readAll()).map(({ id }) => id));
  }

  /** Selects from the last one that was toggled to this one. */
  extend(index: number) {
    const from = this.#anchor === null ? index : Math.max(0, this.#listed.indexOf(this.#anchor));
    this.#anchor ??= this.#listed[index] ?? null;
    this.#keep([...this.ids, ...this.#between(from, index)]);
  }

  /** Selects what a drag runs over: `before`, and all from where it began to where it is. */
  dragOver(before: Iterable<string>, from: number, to: number) {
    this.#keep([...before, ...this.#between(from, to)]);
  }

  /** A press selects from now on. */
  begin() {
    this.store.set({ ids: this.ids, isOn: true });
  }

  clear() {
    this.#anchor = null;
    this.store.set({ ids: new Set(), isOn: false });
  }

  #between(from: number, to: number) {
    return this.#listed.slice(Math.min(from, to), Math.max(from, to) + 1);
  }

  #keep(ids: Iterable<string>) {
    const kept = new Set(ids);
    this.store.set({ ids: kept, isOn: kept.size > 0 });
  }
}
