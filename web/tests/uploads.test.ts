import { expect, test, vi } from "vitest";

// Backoff listens for `online` on the page.
vi.stubGlobal("addEventListener", () => {});
const { backoffMilliseconds, backOff, retryNow } = await import("../src/photographer/uploads/backoff");
const { identify, sha256 } = await import("../src/photographer/uploads/digest");
const { Speed } = await import("../src/photographer/uploads/speed");
const { chosenFiles } = await import("../src/photographer/uploads/chosen-files");

const KIB = 1024;
const bytes = (length: number, seed = 1) => Uint8Array.from({ length }, (_, index) => (index * seed) % 251);
const file = (content: Uint8Array<ArrayBuffer>, name = "a.jpg", type = "image/jpeg") =>
  new File([content], name, { type });

test("backoff grows to 15 seconds, with jitter", () => {
  expect([0, 1, 2, 10].map(attempts => backoffMilliseconds(attempts, 1))).toEqual([500, 1000, 2000, 15_000]);
  expect(backoffMilliseconds(10, 0)).toBe(7500);
});

test("waits end when the network returns, and on abort", async () => {
  const stop = new AbortController();
  const waits = [backOff(1e6), backOff(1e6, stop.signal)];
  stop.abort();
  await waits[1];
  retryNow();
  await waits[0];
  await backOff(1e6, stop.signal);
});

test("the identity of a file does not depend on its name", async () => {
  const content = bytes(500 * KIB);
  expect(await identify(file(content, "b.jpg"))).toBe(await identify(file(content)));
});

test("files that differ at the start, middle, end or in length have different identities", async () => {
  const content = bytes(500 * KIB);
  const others = [0, 250 * KIB, 500 * KIB - 1].map(index => content.with(index, 255));
  const all = [content, ...others, content.slice(0, -1), bytes(10), bytes(0)];
  expect(new Set(await Promise.all(all.map(each => identify(file(each))))).size).toBe(all.length);
});

test("the digest is a base64 SHA-256", async () => {
  expect(await sha256(file(new TextEncoder().encode("abc")))).toBe("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
});

test("large files are not digested", async () => {
  const endless = { size: 300 * KIB * KIB } as Blob;
  expect(await sha256(endless)).toBeNull();
});

test("the speed is the average of the last ten seconds", () => {
  const speed = new Speed();
  expect(speed.measure(0, 0)).toBe(0);
  expect(speed.measure(1000, 2000)).toBe(500);
  expect(speed.measure(1000, 12_000)).toBe(0);
  expect(speed.measure(400, 13_000)).toBe(0);
});

test("raw photos beside a JPEG and sidecars are left out and counted, system files silently", () => {
  const names = [
    ...[".DS_Store", "._IMG_0001.jpg", "Thumbs.db", "desktop.ini"],
    ...["IMG_0001.jpg", "IMG_0001.CR3", "_dsc2.jpeg", "_DSC2.NEF", "IMG_3.dng"],
    ...["IMG_0002.HEIC", "IMG_0002.MOV", "IMG_0002.AAE", "IMG_0001.xmp", "GOPR0001.THM"],
  ];
  const { files, rawCount, sidecarCount } = chosenFiles(names.map(name => file(bytes(1), name)));
  expect(files.map(({ name }) => name)).toEqual([
    "IMG_0001.jpg",
    "_dsc2.jpeg",
    "IMG_3.dng",
    "IMG_0002.HEIC",
    "IMG_0002.MOV",
  ]);
  expect([rawCount, sidecarCount]).toEqual([2, 3]);
});
