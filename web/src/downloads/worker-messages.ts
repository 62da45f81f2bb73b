/** One file of a ZIP. `modified` is in milliseconds since 1970. */
export interface ZipFile {
  name: string;
  sizeBytes: number;
  modified: number;
  url: string;
}

/** From the page to the service worker. The first one carries the port that all others go through. */
export type MessageToWorker =
  | { kind: "zip"; id: string; name: string; files: readonly ZipFile[] }
  | { kind: "address"; index: number; url: string | null }
  | { kind: "awake" }
  | { kind: "cancel" };

/** From the service worker to the page. `address` asks for a new one: the old works no longer. */
export type MessageToPage =
  | { kind: "ready" }
  | { kind: "progress"; bytes: number; files: number }
  | { kind: "address"; index: number }
  | { kind: "done" }
  | { kind: "failed" };
