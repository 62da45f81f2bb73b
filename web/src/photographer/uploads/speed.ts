const WINDOW_MILLISECONDS = 10_000;

/** How fast bytes go, by what went in the last ten seconds. */
export class Speed {
  #marks: { at: number; bytes: number }[] = [];

  /** Takes how many bytes have gone in all; gives bytes a second, 0 while it can't be told. */
  measure(bytes: number, at = performance.now()): number {
    const [last] = this.#marks.slice(-1);
    if (last && bytes < last.bytes) this.#marks = []; // a file began anew
    this.#marks.push({ at, bytes });
    this.#marks = this.#marks.filter(mark => at - mark.at <= WINDOW_MILLISECONDS);
    const [first] = this.#marks;
    const seconds = first ? (at - first.at) / 1000 : 0;
    return first && seconds >= 1 ? (bytes - first.bytes) / seconds : 0;
  }
}
