import type { Problem } from "../api/problem";
import { createStore } from "../store";
import { bytesOf, type SavedFile } from "./file";

/** A download in progress. */
export interface Transfer {
  count: number;
  totalBytes: number;
  bytes: number;
  files: number;
  /**
   * preparing: the service builds a ZIP. handed: the browser downloads the ZIP.
   */
  phase: "busy" | "preparing" | "handed" | "done" | "failed";
  /** Why it failed, if known. */
  problem?: Problem;
  /** Whether closing the page aborts it. */
  needsPage: boolean;
  /** Downloads again, or retries. */
  proceed?: () => void;
  cancel?: () => void;
}

/** How long success is shown. */
const SHOWN_MILLISECONDS = 8000;

/** One at a time. */
export const transfer = createStore<Transfer | null>(null);

export const newTransfer = (files: readonly SavedFile[]): Transfer => ({
  count: files.length,
  totalBytes: bytesOf(files),
  bytes: 0,
  files: 0,
  phase: "busy",
  needsPage: true,
});

/** Returns an update function, which does nothing once another transfer has started. */
export function trackTransfer(begun: Transfer) {
  let latest = begun;
  transfer.set(begun);
  return (change: Partial<Transfer>) => {
    if (transfer.value !== latest) return;
    latest = { ...latest, ...change };
    transfer.set(latest);
    if (change.phase === "done") setTimeout(() => transfer.value === latest && dismiss(), SHOWN_MILLISECONDS);
  };
}

export function dismiss() {
  transfer.value?.cancel?.();
  transfer.set(null);
}

addEventListener("beforeunload", event => {
  if (transfer.value?.needsPage && transfer.value.phase === "busy" && transfer.value.bytes) event.preventDefault();
});
