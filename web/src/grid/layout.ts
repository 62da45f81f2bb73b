/** A photo's box in the grid, in pixels from the top left. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Layout {
  boxes: readonly Box[];
  /** Index of each row's first photo, and the row's top. */
  rows: readonly { first: number; top: number }[];
  height: number;
}

export interface Measures {
  width: number;
  /** Target height. */
  rowHeight: number;
  gap: number;
}

const MIN_RATIO = 0.45;
const MAX_RATIO = 3.5;

/**
 * Lays out photos in justified rows that fill the width. `ratios` are width divided by height; extreme ratios are
 * cropped.
 */
export function layOut(ratios: readonly number[], { width, rowHeight, gap }: Measures): Layout {
  const shapes = ratios.map(ratio => Math.min(MAX_RATIO, Math.max(MIN_RATIO, ratio || 1)));
  const boxes: Box[] = [];
  const rows: { first: number; top: number }[] = [];
  let top = 0;
  let first = 0;
  while (first < shapes.length) {
    const { last, height } = fill(shapes, first, { width, rowHeight, gap });
    rows.push({ first, top });
    let left = 0;
    for (const ratio of shapes.slice(first, last)) {
      boxes.push({ left, top, width: ratio * height, height });
      left += ratio * height + gap;
    }
    top += height + gap;
    first = last;
  }
  return { boxes, rows, height: Math.max(0, top - gap) };
}

/** The end of the row that starts at `first`, and its height. The last row is not stretched. */
function fill(shapes: readonly number[], first: number, { width, rowHeight, gap }: Measures) {
  let sum = 0;
  let last = first;
  while (last < shapes.length) {
    const ratio = shapes[last] ?? 1;
    const fitting = (width - gap * (last - first)) / (sum + ratio);
    if (last > first && fitting < rowHeight) {
      const before = (width - gap * (last - first - 1)) / sum;
      // With or without one more: whichever is nearer to the target height.
      const isNearer = rowHeight / fitting < before / rowHeight;
      return isNearer ? { last: last + 1, height: fitting } : { last, height: before };
    }
    sum += ratio;
    last++;
  }
  return { last, height: Math.min(rowHeight, (width - gap * (last - first - 1)) / sum) };
}

/** The photos `first` to before `last` whose rows overlap `top` to `bottom`. */
export function visiblePhotos({ rows, boxes }: Layout, top: number, bottom: number): { first: number; last: number } {
  const start = Math.max(0, rowsAbove(rows, top) - 1);
  const end = rowsAbove(rows, bottom);
  return { first: rows[start]?.first ?? 0, last: rows[end]?.first ?? boxes.length };
}

/** Number of rows that start above `height`. */
function rowsAbove(rows: Layout["rows"], height: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.top ?? 0) < height) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nearest photo in the row above (-1) or below (1), or the same one at the edge. */
export function photoInRow({ rows, boxes }: Layout, index: number, step: 1 | -1): number {
  const row = rows.findLastIndex(({ first }) => first <= index) + step;
  const [first, last] = [rows[row]?.first, rows[row + 1]?.first ?? boxes.length];
  if (first === undefined) return index;
  const middle = (box: Box | undefined) => (box ? box.left + box.width / 2 : 0);
  const from = middle(boxes[index]);
  let nearest = first;
  for (let each = first; each < last; each++)
    if (Math.abs(middle(boxes[each]) - from) < Math.abs(middle(boxes[nearest]) - from)) nearest = each;
  return nearest;
}
