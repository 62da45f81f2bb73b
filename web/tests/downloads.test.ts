import { expect, test, vi } from "vitest";

vi.stubGlobal("addEventListener", () => undefined);
const { isFresh } = await import("../src/downloads/file");
const { saveMethodFor } = await import("../src/downloads/save");
const { fileName } = await import("../src/downloads/zip");

const file = (sizeBytes = 1e6) => ({
  id: "1",
  name: "cake.jpg",
  contentType: "image/jpeg",
  sizeBytes,
  modified: 0,
  url: "",
  downloadUrl: "",
});
const files = (count: number, sizeBytes?: number) => Array.from({ length: count }, () => file(sizeBytes));
const DESKTOP = { isTouch: false, canShare: true, canZip: true };
const PHONE = { isTouch: true, canShare: true, canZip: true };

test("a desktop saves one photo as it is, and more as a ZIP", () => {
  expect(saveMethodFor(files(1), DESKTOP)).toBe("one");
  expect(saveMethodFor(files(2), DESKTOP)).toBe("zip");
});

test("a phone shares a few small photos, the only way into its photo library", () => {
  expect(saveMethodFor(files(1), PHONE)).toBe("share");
  expect(saveMethodFor(files(10), PHONE)).toBe("share");
  expect(saveMethodFor(files(11), PHONE)).toBe("zip");
  expect(saveMethodFor(files(2, 2e8), PHONE)).toBe("zip");
  expect(saveMethodFor(files(1, 2e9), PHONE)).toBe("one");
});

test("the service builds the ZIP if the browser can't, or if the download would take long", () => {
  expect(saveMethodFor(files(2), { ...DESKTOP, canZip: false })).toBe("archive");
  expect(saveMethodFor(files(500, 8e6), DESKTOP)).toBe("archive");
  expect(saveMethodFor(files(1, 4e9), DESKTOP)).toBe("one");
});

test("the expiry of a signed URL is read from the URL", () => {
  const signed = (secondsAgo: number) => {
    const at = new Date(Date.now() - secondsAgo * 1000).toISOString().replaceAll(/[-:]|\.\d+/g, "");
    return `https://storage.example/cake.jpg?X-Amz-Date=${at}&X-Amz-Expires=3600`;
  };
  expect(isFresh(signed(60))).toBe(true);
  expect(isFresh(signed(3590))).toBe(false);
  expect(isFresh(signed(4000))).toBe(false);
});

test("a ZIP is named after its event, with a name valid on every system", () => {
  expect(fileName("Ours: 花見 / 2026")).toBe("Ours 花見 2026");
  expect(fileName("Anna\u202epiz.exe")).toBe("Annapiz.exe");
  expect(["CON", "nul.zip", "Console"].map(fileName)).toEqual(["_CON", "_nul.zip", "Console"]);
  expect(fileName("???")).toBe("imgsh");
});
