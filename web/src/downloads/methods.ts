import type { Device } from "./device";
import { bytesOf, type SavedFile } from "./file";

/**
 * share: to the photo library by the share sheet. each: a download per file. zip: one ZIP, written by the service
 * worker. archive: one ZIP, built by the service.
 */
export type SaveMethod = "share" | "each" | "zip" | "archive";

/** Chrome asks again after fifty downloads of one page. */
const MAX_EACH = 50;
/** Long downloads must be resumable. A ZIP from the service worker is not. */
const MAX_ZIPPED_BYTES = 2e9;

export interface Abilities extends Pick<Device, "platform" | "asksEachTime"> {
  canShare: boolean;
  hasServiceWorkers: boolean;
}

/** The ways to save these files, the best one first. Only the share sheet of iOS reaches the photo library. */
export function methodsFor(files: readonly SavedFile[], device: Abilities): readonly SaveMethod[] {
  const { platform, canShare } = device;
  const several: SaveMethod[] = files.length > 1 ? [zipMethod(files, device)] : [];
  if (platform === "ios" && canShare) return ["share", ...(files.length > 1 ? several : (["each"] as const))];
  if (files.length === 1) return ["each"];
  const isForEach = platform === "android" && !device.asksEachTime && files.length <= MAX_EACH;
  return isForEach ? ["each", ...several] : several;
}

/** iOS has truncated responses of service workers. */
const zipMethod = (files: readonly SavedFile[], { platform, hasServiceWorkers }: Abilities) =>
  hasServiceWorkers && platform !== "ios" && bytesOf(files) <= MAX_ZIPPED_BYTES ? "zip" : "archive";
