import { expect, test, vi } from "vitest";
import type { SavedFile, SavedPhoto } from "../src/downloads/file";

vi.stubGlobal("addEventListener", () => undefined);
const { isFresh, savedFile } = await import("../src/downloads/file");
const { batchesOf } = await import("../src/downloads/batches");
const { deviceOf } = await import("../src/downloads/device");
const { methodsFor } = await import("../src/downloads/methods");
const { filesOf, sourceOf } = await import("../src/downloads/save");

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15";
const ANDROID =
  "Mozilla/5.0 (Linux; Android 15; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile";
const WEB_VIEW = "Mozilla/5.0 (Linux; Android 15; Pixel 7; wv) AppleWebKit/537.36 Version/4.0 Chrome/140.0.0.0 Mobile";

const file = (sizeBytes = 1e6): SavedFile => ({
  id: "1",
  name: "cake.jpg",
  contentType: "image/jpeg",
  sizeBytes,
  modified: 0,
  url: "",
  downloadUrl: "",
});
const files = (count: number, sizeBytes?: number) => Array.from({ length: count }, () => file(sizeBytes));
const abilities = (userAgent: string, { maxTouchPoints = 0, ...others } = {}) => ({
  ...deviceOf({ userAgent, maxTouchPoints }),
  canShare: true,
  hasServiceWorkers: true,
  ...others,
});

test("a Live Photo is saved as photo, or as photo and video, and counts once", async () => {
  const video = { filename: "cake.mov", contentType: "video/quicktime", sizeBytes: 5, url: "v", downloadUrl: "d" };
  const still = {
    ...{ id: "1", contentType: "image/jpeg", sizeBytes: 9, width: 1, height: 1, takenAt: null, preview: null },
    ...{ original: { filename: "cake.jpg", url: "u", downloadUrl: "a" }, livePhotoVideo: video },
  };
  const plain = { ...still, id: "2", livePhotoVideo: null };
  const names = (hasVideos: boolean) => filesOf([still, plain], "FULL", hasVideos).map(({ name }) => name);
  expect(names(false)).toEqual(["cake.jpg", "cake (2).jpg"]);
  expect(names(true)).toEqual(["cake.jpg", "cake.mov", "cake (2).jpg"]);
  expect(filesOf([{ ...still, original: null }], "FULL", true)).toEqual([]);
  const saved: string[] = [];
  const photos = {
    title: "",
    renew: async () => still,
    grants: () => [],
    onSaved: (ids: readonly string[]) => saved.push(...ids),
  };
  const files = filesOf([still, plain], "FULL", true);
  const source = sourceOf(photos, "FULL", true);
  source.onSaved(files.map(({ id }) => id));
  expect(saved).toEqual(["1", "2"]);
  expect((await source.renew(files[1]?.id ?? "")).url).toBe("v");
});

test("a desktop saves one photo as it is, and more as a ZIP", () => {
  expect(methodsFor(files(1), abilities(MAC))).toEqual(["each"]);
  expect(methodsFor(files(2), abilities(MAC))).toEqual(["zip"]);
});

test("an iPhone and an iPad save to Photos by the share sheet, or a ZIP that the service builds", () => {
  for (const device of [abilities(IPHONE), abilities(MAC, { maxTouchPoints: 5 })]) {
    expect(methodsFor(files(1), device)).toEqual(["share", "each"]);
    expect(methodsFor(files(300), device)).toEqual(["share", "archive"]);
    expect(methodsFor(files(2), { ...device, canShare: false })).toEqual(["archive"]);
  }
});

test("Android saves up to fifty files at one press, and Firefox there a ZIP, since it asks for every file", () => {
  expect(methodsFor(files(1), abilities(ANDROID))).toEqual(["each"]);
  expect(methodsFor(files(50), abilities(ANDROID))).toEqual(["each", "zip"]);
  expect(methodsFor(files(51), abilities(ANDROID))).toEqual(["zip"]);
  const firefox = abilities("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0");
  expect(methodsFor(files(1), firefox)).toEqual(["each"]);
  expect(methodsFor(files(2), firefox)).toEqual(["zip"]);
});

test("the service builds the ZIP if the browser can't, or if the download would take long", () => {
  expect(methodsFor(files(2), abilities(MAC, { hasServiceWorkers: false } as object))).toEqual(["archive"]);
  expect(methodsFor(files(500, 8e6), abilities(MAC))).toEqual(["archive"]);
  expect(methodsFor(files(1, 4e9), abilities(MAC))).toEqual(["each"]);
});

test("browsers inside apps are known by name", () => {
  const apps = {
    [`${IPHONE} Mobile/22B83 Instagram 350.0.0.0 (iPhone15,2; iOS 18_1)`]: "Instagram",
    [`${IPHONE} Mobile/22B83 [FBAN/FBIOS;FBAV/480.0;FBDV/iPhone15,2]`]: "Facebook",
    [`${WEB_VIEW} [FB_IAB/FB4A;FBAV/480.0;]`]: "Facebook",
    [`${WEB_VIEW} [FB_IAB/MESSENGER;FBAV/480.0;]`]: "Messenger",
    [`${IPHONE} Mobile/22B83 [FBAN/MessengerForiOS;FBAV/480.0]`]: "Messenger",
    [`${IPHONE} Mobile/22B83 [WhatsApp/24.23]`]: "WhatsApp",
    [`${WEB_VIEW} WhatsApp/2.24`]: "WhatsApp",
    [`${IPHONE} Mobile/22B83 musical_ly_36.0 BytedanceWebview/d8a21c6`]: "TikTok",
    [`${WEB_VIEW} trill_360 BytedanceWebview/d8a21c6`]: "TikTok",
    [`${IPHONE} Mobile/22B83 Safari Line/14.18.0`]: "LINE",
    [`${WEB_VIEW} MMWEBID/1 MicroMessenger/8.0.50`]: "WeChat",
    [`${IPHONE} Mobile/22B83 Snapchat/13.15 (like Safari)`]: "Snapchat",
  };
  for (const [userAgent, app] of Object.entries(apps))
    expect(deviceOf({ userAgent, maxTouchPoints: 5 }).inApp?.app).toBe(app);
  for (const userAgent of [IPHONE, MAC, ANDROID]) expect(deviceOf({ userAgent, maxTouchPoints: 5 }).inApp).toBe(null);
});

test("batches have at most twenty files and 250 MB, in order, and lose none", () => {
  const sizes = (batches: readonly (readonly SavedFile[])[]) => batches.map(batch => batch.length);
  expect(sizes(batchesOf(files(48)))).toEqual([20, 20, 8]);
  expect(sizes(batchesOf(files(5, 100e6)))).toEqual([2, 2, 1]);
  expect(sizes(batchesOf([...files(3), file(900e6), ...files(2)]))).toEqual([3, 1, 2]);
  expect(batchesOf([])).toEqual([]);
});

const photo: SavedPhoto = {
  id: "1",
  contentType: "image/heic",
  sizeBytes: 2e6,
  width: 4032,
  height: 3024,
  takenAt: null,
  original: { filename: "cake.heic", url: "original", downloadUrl: "attachment" },
  preview: {
    filename: "cake-preview.jpg",
    contentType: "image/jpeg",
    url: "preview",
    width: 2048,
    height: 1536,
    sizeBytes: 4e5,
  },
};

test("for sharing, a photo is its preview; what has no smaller picture stays as it is", () => {
  expect(savedFile(photo, "FULL")).toMatchObject({ name: "cake.heic", sizeBytes: 2e6, downloadUrl: "attachment" });
  expect(savedFile(photo, "SHARING")).toMatchObject({
    ...{ name: "cake-preview.jpg", contentType: "image/jpeg", sizeBytes: 4e5, url: "preview", downloadUrl: null },
  });
  expect(savedFile({ ...photo, width: 1600 }, "SHARING")).toMatchObject({ name: "cake-preview.jpg" });
  const small = { ...photo, width: 1600, contentType: "image/jpeg" };
  expect(savedFile(small, "SHARING")).toMatchObject({ contentType: "image/jpeg", sizeBytes: 2e6 });
  expect(savedFile({ ...photo, contentType: "video/mp4" }, "SHARING")).toMatchObject({ sizeBytes: 2e6 });
});

test("a photo whose location can't be removed has its preview only", () => {
  expect(savedFile({ ...photo, original: null }, "FULL")).toBe(null);
  expect(savedFile({ ...photo, original: null }, "SHARING")).toMatchObject({ name: "cake-preview.jpg" });
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
