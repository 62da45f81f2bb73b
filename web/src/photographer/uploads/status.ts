import { Stages } from "./stages";
import type { Upload } from "./upload";
import type { JournalEntry } from "./upload-journal";

/** storageFull: waits until the server's disk has room. */
type Phase = "idle" | "busy" | "paused" | "storageFull" | "signedOut" | "finished";

/** State of the uploads, for display. */
export interface Status {
  phase: Phase;
  /** All files, including those of an earlier page that are not chosen again yet. */
  total: number;
  done: number;
  /** Files whose photos exist, uploaded or not. */
  registered: number;
  /** Files that the event already had. */
  duplicate: number;
  left: number;
  /** Files of an earlier page that must be chosen again. */
  missing: number;
  refused: readonly Upload[];
  bytes: number;
  totalBytes: number;
  bytesASecond: number;
  eventIds: ReadonlySet<string>;
}

export function count(stages: Stages, unclaimed: readonly JournalEntry[]): Omit<Status, "phase" | "bytesASecond"> {
  const missing = unclaimed.filter(entry => !entry.isDone).length;
  const uploads = [...stages.all()].filter(({ stage }) => stage !== "refused");
  const finished = uploads.filter(({ stage }) => stage === "done" || stage === "duplicate");
  const sum = (sizes: readonly number[]) => sizes.reduce((total, each) => total + each, 0);
  const ofFiles = sum(uploads.map(({ sizeBytes }) => sizeBytes));
  const ofEarlier = unclaimed.filter(entry => entry.isDone).map(entry => entry.sizeBytes);
  return {
    total: stages.left + finished.length + unclaimed.length,
    done: stages.done.size + ofEarlier.length,
    registered: stages.signed.size + stages.sending.size + stages.done.size,
    duplicate: stages.duplicate.size,
    left: stages.left,
    missing,
    refused: [...stages.refused],
    bytes:
      sum(finished.map(({ sizeBytes }) => sizeBytes)) +
      sum([...stages.sending].map(each => each.sentBytes)) +
      sum(ofEarlier),
    totalBytes: ofFiles + sum(unclaimed.map(entry => entry.sizeBytes)),
    eventIds: new Set([...uploads.map(({ event }) => event.id), ...unclaimed.map(entry => entry.eventId)]),
  };
}

export const IDLE: Status = { ...count(new Stages(), []), phase: "idle", bytesASecond: 0 };
