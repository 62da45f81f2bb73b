import { expect, test } from "vitest";
import { hasTooManyPixels } from "../src/photographer/uploads/picture-size";

/** Real files, as data URLs. */
const samples: Record<string, string> = import.meta.glob(
  "../../tests/media/samples/*.{jpg,png,webp,heic,avif,gif,tif,mp4}",
  {
    eager: true,
    query: "?url&inline",
    import: "default",
  },
);
const sample = async (name: string) =>
  new Uint8Array(await (await fetch(samples[`../../tests/media/samples/${name}`] ?? "")).arrayBuffer());
const find = (content: Uint8Array, ...wanted: number[]) =>
  content.findIndex((_, at) => wanted.every((byte, index) => content[at + index] === byte));
const ascii = (text: string) => [...text].map(each => each.charCodeAt(0));

/** The sample, with other numbers in its header. */
async function claiming(name: string, change: (view: DataView, content: Uint8Array) => void) {
  const content = await sample(name);
  change(new DataView(content.buffer), content);
  return hasTooManyPixels(new Blob([content]));
}

test.each(Object.keys(samples))("%s is small enough", async path => {
  expect(await hasTooManyPixels(new Blob([await sample(path.split("/").at(-1) ?? "")]))).toBe(false);
});

const jpegOf = (name: string, frame: number, width: number, height: number) =>
  claiming(name, (view, content) => {
    // Behind the metadata, which may hold a thumbnail.
    const at = content.findLastIndex(
      (byte, index) => byte === 0xff && content[index + 1] === frame && content[index + 2] === 0,
    );
    view.setUint16(at + 5, height);
    view.setUint16(at + 7, width);
  });

test("a JPEG may have 210 megapixels, a progressive one 105", async () => {
  expect(await jpegOf("grey.jpg", 0xc0, 16_320, 12_240)).toBe(false);
  expect(await jpegOf("grey.jpg", 0xc0, 17_000, 12_400)).toBe(true);
  expect(await jpegOf("progressive.jpg", 0xc2, 12_000, 8_700)).toBe(false);
  expect(await jpegOf("progressive.jpg", 0xc2, 16_320, 12_240)).toBe(true);
});

test("a PNG may have 105 megapixels, a WebP 64", async () => {
  const png = (width: number) =>
    claiming("scene.png", view => {
      view.setUint32(16, width);
      view.setUint32(20, 10_000);
    });
  expect([await png(10_400), await png(10_600)]).toEqual([false, true]);
  const webp = (height: number) =>
    claiming("lossy.webp", view => {
      view.setUint16(24, 8_000 - 1, true); // of VP8X
      view.setUint16(27, height - 1, true);
    });
  expect([await webp(7_900), await webp(8_100)]).toEqual([false, true]);
});

const heifOf = (name: string, width: number, height: number, item = "") =>
  claiming(name, (view, content) => {
    const at = find(content, ...ascii("ispe"));
    view.setUint32(at + 8, width);
    view.setUint32(at + 12, height);
    if (item) content.set(ascii(item), find(content, ...ascii("hvc1")));
  });

test("a HEIC of tiles may have 210 megapixels, another one and an AVIF 64", async () => {
  expect(await heifOf("phone.heic", 9_000, 8_000)).toBe(true);
  expect(await heifOf("phone.heic", 16_320, 12_240, "grid")).toBe(false);
  expect(await heifOf("phone.heic", 16_320, 15_000, "grid")).toBe(true);
  expect(await heifOf("turned.avif", 9_000, 8_000)).toBe(true);
});

test("a file that ends within its header is left to the service", async () => {
  for (const name of ["grey.jpg", "scene.png", "lossy.webp", "phone.heic"])
    for (const length of [0, 3, 12, 20])
      expect(await hasTooManyPixels(new Blob([(await sample(name)).slice(0, length)]))).toBe(false);
});
