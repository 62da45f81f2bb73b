const WINDOW_MILLISECONDS = 10_000;

/** Average upload speed over the last ten seconds. */
export class Speed {
  #samples: { at: number; bytes: number }[] = [];

  /** Takes the total of bytes sent. Returns bytes per second, 0 while unknown. */
  measure(bytes: number, at = performance.now()): number {
    const [last] = this.#samples.slice(-1);
    if (last && bytes < last.bytes) this.#samples = []; // a file restarted
    this.#samples.push({ at, bytes });
    this.#samples = this.#samples.filter(sample => at - sample.at <= WINDOW_MILLISECONDS);
    const [first] = this.#samples;
    const seconds = first ? (at - first.at) / 1000 : 0;
    return first && seconds >= 1 ? (bytes - first.bytes) / seconds : 0;
  }
}
