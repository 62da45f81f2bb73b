import type { UserError } from "../../api/problem";
import type { Ticket } from "./documents";
import type { JournalEntry } from "./upload-journal";

/**
 * How far a file has come: chosen, duplicate by its identity, digested, signed, on its way. At the end it is done, duplicate
 * to the event before, or refused.
 */
export type Stage =
  | "chosen"
  | "identified"
  | "digested"
  | "signed"
  | "sending"
  | "done"
  | "duplicate"
  | "refused";

export interface UploadEvent {
  id: string;
  name: string;
}

/** One file on its way to an event. */
export class Upload {
  readonly event: UploadEvent;
  readonly file: File;
  filename: string;
  /** By its content, once it is identified. */
  contentType = "";
  /** 0 until it is asked for: the browser looks at the disk, and holds the page up meanwhile. */
  sizeBytes = 0;
  stage: Stage = "chosen";
  sha256: string | null = null;
  /** What outlives the page. */
  entry: JournalEntry | null = null;
  /** An earlier page, or an earlier attempt, may have brought it to storage already. */
  wasBegun = false;
  ticket: Ticket | null = null;
  sentBytes = 0;
  /** How often storage has said that a ticket or the content is not good. */
  attempts = 0;
  /** Why it was not taken. The code is one of the API's, or one of ours. */
  refusal: UserError | null = null;

  constructor(event: UploadEvent, file: File) {
    this.event = event;
    this.file = file;
    this.filename = file.name;
  }
}

const SIZES_AT_ONCE = 20;

/** Finds out the sizes of many files without holding the page up. */
export async function readSizes(uploads: readonly Upload[]) {
  for (const [index, upload] of uploads.entries()) {
    upload.sizeBytes = upload.file.size;
    if (index % SIZES_AT_ONCE === 0) await new Promise(resolve => setTimeout(resolve));
  }
}
