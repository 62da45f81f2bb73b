export const NUMBERS = 9;

/**
 * The codes of the number keys 1 to 9, in order: the last nine that were used. A code keeps its number until nine others
 * were used since, so that a key never means another person from one press to the next.
 */
export class Numbers {
  readonly codes: (string | undefined)[] = Array.from({ length: NUMBERS });
  /** Latest last. */
  #used: string[] = [];

  /** Gives free numbers to the first of these codes, and frees those of codes that are gone. */
  fill(codes: readonly string[]) {
    const existing = new Set(codes);
    this.#used = this.#used.filter(code => existing.has(code));
    const unnumbered = codes.filter(code => !this.codes.includes(code));
    for (let index = 0; index < NUMBERS; index++) {
      const code = this.codes[index];
      if (code === undefined || !existing.has(code)) this.codes[index] = unnumbered.shift();
    }
  }

  use(code: string) {
    this.#used = [...this.#used.filter(each => each !== code), code].slice(-NUMBERS);
    if (this.codes.includes(code)) return;
    // One of the nine is not among the last nine, which now contain this code.
    this.codes[this.codes.findIndex(each => each === undefined || !this.#used.includes(each))] = code;
  }
}
