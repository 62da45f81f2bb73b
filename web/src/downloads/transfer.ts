import type { Problem } from "../api/problem";
import { createStore } from "../store";
import { bytesOf, type SavedFile } from "./file";

/** Photos on their way to the device, as the page shows it. */
export interface Transfer {
  count: number;
  totalBytes: number;
  bytes: number;
  files: number;
  /**
   * preparing: the service makes a ZIP of them. ready: all are here, and a press hands them to the device.
   * handed: the browser has begun to save the ZIP.
   */
  phase: "busy" | "preparing" | "ready" | "handed" | "done" | "failed";
  /** Why it failed, where that is known. */
  problem?: Problem;
  /** Whether closing the page breaks it off. */
  needsPage: boolean;
  /** Hands them over, or tries again. */
  proceed?: () => void;
  cancel?: () => void;
}

/** How long it is told that all went well. */
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

/** Takes a change while it is still about the same transfer; `begun` is what it began as. */
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
  if (transfer.value?.needsPage && transfer.value.phase === "busy" && transfer.value.bytes)
    event.preventDefault();
});
