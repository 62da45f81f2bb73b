/** A small image, four bytes per pixel, row by row. */
interface Pixels {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

type Three<T> = [T, T, T];

interface Waves {
  columns: number;
  rows: number;
  mean: number;
  others: readonly number[];
}

const LONG_SIDE_PIXELS = 14;

/**
 * Decodes a ThumbHash (base64) to an image of a few pixels, without transparency. Based on Evan Wallace's decoder,
 * https://github.com/evanw/thumbhash (MIT).
 */
export function decodeThumbHash(placeholder: string, ratio: number): Pixels {
  const width = Math.max(1, Math.round(LONG_SIDE_PIXELS * Math.min(1, ratio)));
  const height = Math.max(1, Math.round(LONG_SIDE_PIXELS / Math.max(1, ratio)));
  const hash = Uint8Array.from(atob(placeholder), letter => letter.charCodeAt(0));
  const [light, yellow, red] = decode(hash).map(waves => sum(waves, width, height)) as Three<Float32Array>;
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (const [index, l] of light.entries()) {
    const [p, q] = [yellow[index] ?? 0, red[index] ?? 0];
    const blue = l - (2 / 3) * p;
    const r = (3 * l - blue + q) / 2;
    rgba.set([255 * r, 255 * (r - q), 255 * blue, 255], index * 4);
  }
  return { width, height, rgba };
}

/** Lightness, yellow to blue, and red to green, each as cosine waves. */
function decode(hash: Uint8Array): Three<Waves> {
  const byte = (index: number) => hash[index] ?? 0;
  const colours = byte(0) | (byte(1) << 8) | (byte(2) << 16);
  const shape = byte(3) | (byte(4) << 8);
  const [isClear, isWide] = [colours >> 23, shape >> 15];
  const long = isClear ? 5 : 7;
  const short = Math.max(3, shape & 7);
  let nibble = isClear ? 12 : 10;
  const waves = (columns: number, rows: number, mean: number, scale: number): Waves => {
    const others: number[] = [];
    eachWave(columns, rows, () => {
      others.push((((byte(nibble >> 1) >> ((nibble & 1) * 4)) & 15) / 7.5 - 1) * scale);
      nibble++;
    });
    return { columns, rows, mean, others };
  };
  return [
    waves(isWide ? long : short, isWide ? short : long, (colours & 63) / 63, ((colours >> 18) & 31) / 31),
    waves(3, 3, ((colours >> 6) & 63) / 31.5 - 1, (((shape >> 3) & 63) / 63) * 1.25),
    waves(3, 3, ((colours >> 12) & 63) / 31.5 - 1, (((shape >> 9) & 63) / 63) * 1.25),
  ];
}

function eachWave(columns: number, rows: number, act: (column: number, row: number) => void) {
  for (let row = 0; row < rows; row++)
    for (let column = row ? 0 : 1; column * rows < columns * (rows - row); column++) act(column, row);
}

/** The values of a channel at each pixel's centre. */
function sum({ columns, rows, mean, others }: Waves, width: number, height: number): Float32Array {
  const [across, down] = [cosines(columns, width), cosines(rows, height)];
  const values = new Float32Array(width * height).fill(mean);
  let next = 0;
  eachWave(columns, rows, (column, row) => {
    const strength = 2 * (others[next++] ?? 0);
    for (let index = 0; index < values.length; index++) {
      const wave = (across[column]?.[index % width] ?? 0) * (down[row]?.[Math.floor(index / width)] ?? 0);
      values[index] = (values[index] ?? 0) + strength * wave;
    }
  });
  return values;
}

const cosines = (count: number, length: number) =>
  Array.from({ length: count }, (_, wave) =>
    Float32Array.from({ length }, (_, index) => Math.cos((Math.PI / length) * wave * (index + 0.5))),
  );
