import { expect, test } from "vitest";
import { contentTypeOf } from "../src/photographer/uploads/content-type";

/** Real files, as data URLs. */
const samples: Record<string, string> = import.meta.glob(
  "../../tests/media/samples/*.{jpg,png,webp,heic,avif,gif,tif,mp4,mov}",
  { eager: true, query: "?url&inline", import: "default" },
);
const TYPES: Readonly<Record<string, string>> = {
  ...{ jpg: "image/jpeg", png: "image/png", webp: "image/webp", heic: "image/heic", avif: "image/avif" },
  ...{ gif: "image/gif", tif: "image/tiff", mp4: "video/mp4", mov: "video/quicktime" },
};
const cases = Object.entries(samples).map(([path, url]) => {
  const name = path.split("/").at(-1) ?? "";
  return { name, url, type: TYPES[name.split(".").at(-1) ?? ""] ?? "" };
});

const body = async (url: string) => (await fetch(url)).arrayBuffer();
const declared = async (content: BlobPart, type: string) => contentTypeOf(new File([content], "photo", { type }));
const urlOf = (name: string) => cases.find(each => each.name === name)?.url ?? "";
const ascii = (text: string) => Uint8Array.from(text, each => each.charCodeAt(0));

test("there is a sample of every supported type", () => {
  expect(new Set(cases.map(({ type }) => type))).toEqual(new Set(Object.values(TYPES)));
});

test.each(cases)("$name is declared by its content, whatever its extension says", async ({ url, type }) => {
  const content = await body(url);
  expect(await declared(content, type)).toBe(type);
  const wrong = type === "image/jpeg" ? "image/heic" : "image/jpeg";
  expect(await declared(content, wrong)).toBe(type);
});

test("aliases of one type are not corrected", async () => {
  expect(await declared(await body(urlOf("phone.heic")), "image/heif")).toBe("image/heif");
  expect(await declared(await body(urlOf("phone.mov")), "video/mp4")).toBe("video/mp4");
  expect(await declared(await body(urlOf("camera.mp4")), "video/quicktime")).toBe("video/quicktime");
});

test("a file without a browser type is detected by its content", async () => {
  expect(await declared(await body(urlOf("phone.heic")), "")).toBe("image/heic");
  expect(await declared(await body(urlOf("lossy.webp")), "application/octet-stream")).toBe("image/webp");
});

test("unrecognized content is declared as the browser says", async () => {
  for (const content of ["", "hello", "RIFF....WAVE", "\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "II*\0\x10\0\0\0CR"]) {
    expect(await declared(ascii(content), "image/jpeg")).toBe("image/jpeg");
    expect(await declared(ascii(content), "")).toBe("application/octet-stream");
  }
});

test("raw photos and audio, which start like photos and videos, are not mistaken for them", async () => {
  const tiff = await body(urlOf("camera.tif"));
  expect(await declared(tiff, "image/x-nikon-nef")).toBe("image/x-nikon-nef");
  expect(await declared(tiff, "")).toBe("application/octet-stream");
  expect(await declared(await body(urlOf("camera.mp4")), "audio/mp4")).toBe("audio/mp4");
});

test("a generic HEIF image is HEIC, unless it has an AVIF brand", async () => {
  const still = (brands: string) => ascii(`\0\0\0${String.fromCharCode(16 + brands.length)}ftypmif1\0\0\0\0${brands}`);
  expect(await declared(still("mif1heic"), "image/jpeg")).toBe("image/heic");
  expect(await declared(still("mif1miafavif"), "image/jpeg")).toBe("image/avif");
});
