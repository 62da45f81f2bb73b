import { expect, test } from "vitest";
import samples from "../../tests/media/samples/thumbhash.json";
import { decodeThumbHash } from "../src/grid/thumbhash";

test("each reference sample decodes to its own aspect ratio", () => {
  expect(samples.length).toBeGreaterThan(10);
  for (const { hash, width, height } of samples) {
    const drawn = decodeThumbHash(hash, width / height);
    expect(Math.max(drawn.width, drawn.height)).toBe(14);
    expect(Math.sign(drawn.width - drawn.height) * Math.sign(width - height)).toBeGreaterThanOrEqual(0);
    expect(drawn.rgba).toHaveLength(drawn.width * drawn.height * 4);
  }
});

/** The pixels that the samples were made from, as in `tests/media/test_thumbhash.py`. */
const slope = (x: number, y: number) => [x * 3 + y * y + 40, x * y + x * 2 + 9, y * 5 + x * x * 2 + 77];

test("the decoded colours match the photo's mean colours", () => {
  const sample = samples.find(({ rule, width, height }) => rule === "slope" && width === 32 && height === 21);
  const { width = 1, height = 1, hash = "" } = sample ?? {};
  const mean = [0, 1, 2].map(channel => {
    let sum = 0;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) sum += (slope(x, y)[channel] ?? 0) % 256;
    return sum / (width * height);
  });
  const { rgba } = decodeThumbHash(hash, width / height);
  mean.forEach((expected, channel) => {
    const drawn = rgba.filter((_, index) => index % 4 === channel);
    expect(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / drawn.length - expected)).toBeLessThan(14);
  });
});
