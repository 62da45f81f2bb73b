import type { UserError } from "../../api/problem";
import type { Ticket } from "./documents";
import type { JournalEntry } from "./upload-journal";

/**
 * chosen, identified, digested, signed (has a ticket), sending; finally done, duplicate (the event already had it)
 * or refused.
 */
export type Stage = "chosen" | "identified" | "digested" | "signed" | "sending" | "done" | "duplicate" | "refused";

export interface UploadEvent {
  id: string;
  name: string;
}

/** One file to upload to an event. */
export class Upload {
  readonly event: UploadEvent;
  readonly file: File;
  filename: string;
  /** Detected from the content, once identified. */
  contentType = "";
  /** 0 until read: `File.size` reads the disk and blocks the page. */
  sizeBytes = 0;
  stage: Stage = "chosen";
  sha256: string | null = null;
  /** Its persistent record. */
  entry: JournalEntry | null = null;
  /** An earlier page or attempt may have uploaded it already. */
  wasBegun = false;
  ticket: Ticket | null = null;
  sentBytes = 0;
  /** How often storage has rejected a ticket or the content. */
  attempts = 0;
  /** Why it was refused. The code is the API's, UNREADABLE, TOO_MANY_PIXELS or CHANGED. */
  refusal: UserError | null = null;

  constructor(event: UploadEvent, file: File) {
    this.event = event;
    this.file = file;
    this.filename = file.name;
  }
}

const SIZES_AT_ONCE = 20;

/** Reads the sizes of many files without blocking the page. */
export async function readSizes(uploads: readonly Upload[]) {
  for (const [index, upload] of uploads.entries()) {
    upload.sizeBytes = upload.file.size;
    if (index % SIZES_AT_ONCE === 0) await new Promise(resolve => setTimeout(resolve));
  }
}
