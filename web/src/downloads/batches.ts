import type { SavedFile } from "./file";

/** Beyond that, the share sheet of iOS becomes slow or saves only some. */
const MAX_FILES = 20;
/** All files of a batch are in memory. */
export const MAX_BYTES = 250e6;

/** Files for one share sheet each, in order. A file that is larger than a batch may be is alone. */
export function batchesOf(files: readonly SavedFile[]): SavedFile[][] {
  const batches: SavedFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = batches.at(-1);
    if (last && last.length < MAX_FILES && bytes + file.sizeBytes <= MAX_BYTES) last.push(file);
    else {
      batches.push([file]);
      bytes = 0;
    }
    bytes += file.sizeBytes;
  }
  return batches;
}
