/** One file of a ZIP. `modified` is in milliseconds since 1970. */
export interface ZipFile {
  name: string;
  sizeBytes: number;
  modified: number;
  url: string;
}

/** From the page to the service worker. The first carries the port for all others. */
export type MessageToWorker =
  | { kind: "zip"; id: string; name: string; files: readonly ZipFile[] }
  | { kind: "address"; index: number; url: string | null }
  | { kind: "awake" }
  | { kind: "cancel" };

/** From the service worker to the page. `address` requests a fresh URL. */
export type MessageToPage =
  | { kind: "ready" }
  | { kind: "progress"; bytes: number; files: number }
  | { kind: "address"; index: number }
  | { kind: "done" }
  | { kind: "failed" };
