import { createStore, type Store } from "../store";

/** The selected photos. `isOn`: selection mode, in which a press selects. */
interface Selected {
  ids: ReadonlySet<string>;
  isOn: boolean;
}

/** Selects photos by index in the list. Ids are stored, so the list may change. */
export class Selection {
  readonly store: Store<Selected> = createStore<Selected>({ ids: new Set(), isOn: false });
  /** The index where a run of photos that ends at `index` begins: what extending selects at first. */
  startOfRun = (index: number) => index;
  /** Whether the first press selects a run. */
  isSelectingRuns = false;
  #listed: readonly string[] = [];
  #anchor: string | null = null;

  get ids() {
    return this.store.value.ids;
  }

  /** Updates the list, and deselects what is no longer in it. */
  setList(ids: readonly string[]) {
    this.#listed = ids;
    const listed = new Set(ids);
    if ([...this.ids].some(id => !listed.has(id))) this.#update([...this.ids].filter(id => listed.has(id)));
  }

  toggle(index: number) {
    if (this.isSelectingRuns && !this.ids.size) {
      this.#anchor = null;
      return this.extend(index);
    }
    const id = this.#listed[index];
    if (id === undefined) return;
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.#anchor = id;
    this.#update(ids);
  }

  /** Selects exactly these, and starts selection mode. */
  selectOnly(ids: Iterable<string>) {
    this.#anchor = null;
    this.store.set({ ids: new Set(ids), isOn: true });
  }

  /** Selects all photos. `readAll` loads those not listed yet. */
  async selectAll(readAll: () => Promise<readonly { id: string }[]>) {
    this.selectOnly((await readAll()).map(({ id }) => id));
  }

  /** Selects the range from the last toggled photo to this one. */
  extend(index: number) {
    const from = this.#anchor === null ? this.startOfRun(index) : Math.max(0, this.#listed.indexOf(this.#anchor));
    this.#anchor ??= this.#listed[from] ?? null;
    this.#update([...this.ids, ...this.#between(from, index)]);
  }

  /** Selects `before` and the range of a drag. */
  dragOver(before: Iterable<string>, from: number, to: number) {
    this.#update([...before, ...this.#between(from, to)]);
  }

  /** Starts selection mode. */
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

  #update(ids: Iterable<string>) {
    const selected = new Set(ids);
    this.store.set({ ids: selected, isOn: selected.size > 0 });
  }
}
