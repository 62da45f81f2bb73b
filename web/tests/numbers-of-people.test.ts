import { expect, test } from "vitest";
import { Numbers } from "../src/photographer/people/numbers";

const CODES = Array.from({ length: 30 }, (_, index) => `C${index}`);

test("the first nine codes have numbers, and keep them while they are used", () => {
  const numbers = new Numbers();
  numbers.fill(CODES);
  expect(numbers.codes).toEqual(CODES.slice(0, 9));
  for (const code of ["C3", "C0", "C8"]) numbers.use(code);
  expect(numbers.codes).toEqual(CODES.slice(0, 9));
});

test("the last nine that were used have numbers, each the same one from its use on", () => {
  const numbers = new Numbers();
  numbers.fill(CODES);
  let before = [...numbers.codes];
  for (const [index, code] of [...CODES, ...CODES].entries()) {
    numbers.use(code);
    const used = [...CODES, ...CODES].slice(Math.max(0, index - 8), index + 1);
    expect(numbers.codes).toEqual(expect.arrayContaining(used));
    expect(numbers.codes.filter((each, place) => each !== before[place]).length).toBeLessThanOrEqual(1);
    before = [...numbers.codes];
  }
});

test("the number of a code that is gone becomes free for the next one", () => {
  const numbers = new Numbers();
  numbers.fill(CODES);
  numbers.fill(CODES.filter(code => code !== "C4"));
  expect(numbers.codes[4]).toBe("C9");
  numbers.fill(["C1"]);
  expect(numbers.codes.filter(Boolean)).toEqual(["C1"]);
});
