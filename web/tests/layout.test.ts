import { expect, test } from "vitest";
import { layOut, photoInRow, visiblePhotos } from "../src/grid/layout";

const MEASURES = { width: 1000, rowHeight: 200, gap: 10 };
const RATIOS = Array.from({ length: 500 }, (_, index) => [1.5, 0.67, 1, 2.4, 1.33][index % 5] ?? 1);

const rowsOf = (ratios: readonly number[]) => {
  const { boxes, rows } = layOut(ratios, MEASURES);
  return rows.map(({ first }, row) => boxes.slice(first, rows[row + 1]?.first));
};

test("every row but the last fills the width to the pixel", () => {
  for (const row of rowsOf(RATIOS).slice(0, -1)) {
    const last = row.at(-1);
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(1000, 6);
  }
});

test("rows are near the target height, and photos keep their ratio", () => {
  for (const row of rowsOf(RATIOS).slice(0, -1))
    for (const { height } of row) expect(height).toSatisfy((each: number) => each > 120 && each < 330);
  layOut(RATIOS, MEASURES).boxes.forEach(({ width, height }, index) => {
    expect(width / height).toBeCloseTo(RATIOS[index] ?? 0, 6);
  });
});

test("the last row is not stretched", () => {
  expect(layOut([1.5], MEASURES).boxes[0]).toEqual({ left: 0, top: 0, width: 300, height: 200 });
});

test("photos added at the end do not move full rows", () => {
  const [some, all] = [layOut(RATIOS.slice(0, 60), MEASURES), layOut(RATIOS, MEASURES)];
  const settled = some.rows.at(-1)?.first ?? 0;
  expect(settled).toBeGreaterThan(40);
  expect(some.boxes.slice(0, settled)).toEqual(all.boxes.slice(0, settled));
});

test("a panorama fits the width, and a photo without size is square", () => {
  const [panorama, unknown] = layOut([12, Number.NaN], MEASURES).boxes;
  expect(panorama?.width).toBeLessThanOrEqual(1000);
  expect(unknown?.width).toBe(unknown?.height);
});

test("visiblePhotos returns exactly the overlapping rows", () => {
  const layout = layOut(RATIOS, MEASURES);
  const { first, last } = visiblePhotos(layout, 5000, 6000);
  layout.boxes.forEach(({ top, height }, index) => {
    if (top < 6000 && top + height > 5000) expect(index >= first && index < last).toBe(true);
  });
  expect(last - first).toBeLessThan(40);
  expect(visiblePhotos(layout, -500, 1e9)).toEqual({ first: 0, last: 500 });
});

test("up and down move to the nearest photo of the next row, and stay at the edge", () => {
  const layout = layOut(RATIOS, MEASURES);
  const below = photoInRow(layout, 1, 1);
  expect(layout.boxes[below]?.top).toBe(layout.boxes[layout.rows[1]?.first ?? 0]?.top);
  expect(photoInRow(layout, 1, -1)).toBe(1);
  expect(photoInRow(layout, 499, 1)).toBe(499);
});
