import type { UserError } from "../../api/problem";
import { DigestClient } from "./digest-client";
import { firstOf, type Stages } from "./stages";
import type { Upload } from "./upload";
import type { JournalEntry, UploadJournal } from "./upload-journal";

/** Enough to keep the transfers busy while the next files are read. */
const [MIN_DIGESTED, DIGESTED_AHEAD] = [6, 100];

/** Identifies files, skips those already uploaded, and digests the others. */
export class UploadPreparation {
  #stages: Stages;
  #journal: UploadJournal;
  #digests = new DigestClient();
  #isBusy = false;

  constructor(stages: Stages, journal: UploadJournal) {
    this.#stages = stages;
    this.#journal = journal;
  }

  /** Processes one file. Returns false if there is none, or one is in progress. */
  async step(userId: string): Promise<boolean> {
    const upload = this.#isBusy ? undefined : this.#next();
    if (!upload) return false;
    this.#isBusy = true;
    try {
      await (upload.stage === "chosen" ? this.#identify(upload, userId) : this.#digest(upload));
    } catch {
      this.refuse(upload, { code: "UNREADABLE", message: "" });
    }
    this.#isBusy = false;
    return true;
  }

  /** The entry of a file in any event, if an earlier page started its upload. */
  async entryOf(file: File): Promise<JournalEntry | null> {
    const identified = await this.#digests.identify(file).catch(() => null);
    return identified && this.#journal.find(null, identified.identity, file.name);
  }

  refuse(upload: Upload, error: UserError) {
    upload.refusal = error;
    if (upload.entry) this.#journal.drop([upload.entry]);
    upload.entry = null;
    this.#stages.move(upload, "refused");
  }

  /** Order: enough digests to keep transfers busy, then all identities to complete the journal, then other digests. */
  #next(): Upload | undefined {
    const { chosen, identified, digested, signed } = this.#stages;
    const ahead = digested.size + signed.size;
    const toDigest = ahead < DIGESTED_AHEAD ? firstOf(identified) : undefined;
    return (ahead < MIN_DIGESTED ? toDigest : undefined) ?? firstOf(chosen) ?? toDigest;
  }

  async #identify(upload: Upload, userId: string) {
    const { event, file, filename } = upload;
    const { identity, contentType, isTooManyPixels } = await this.#digests.identify(file);
    if (isTooManyPixels) return this.refuse(upload, { code: "TOO_MANY_PIXELS", message: "" });
    upload.contentType = contentType;
    const found = this.#journal.find(event.id, identity, filename);
    if (found && !this.#journal.claim(found)) return this.#move(upload, "chosen", "duplicate");
    upload.entry = found ?? {
      ...{ userId, eventId: event.id, eventName: event.name, identity, filename, sizeBytes: file.size },
      ...{ isDone: false, uploadId: null, parts: [] },
    };
    upload.filename = upload.entry.filename;
    upload.wasBegun = found !== null;
    this.#journal.claim(upload.entry);
    if (!found) this.#journal.write(upload.entry);
    this.#move(upload, "chosen", found?.isDone ? "done" : "identified");
  }

  async #digest(upload: Upload) {
    upload.sha256 = await this.#digests.sha256(upload.file);
    this.#move(upload, "identified", "digested");
  }

  /** Moves the upload unless it was cancelled meanwhile. */
  #move(upload: Upload, from: "chosen" | "identified", to: "duplicate" | "done" | "identified" | "digested") {
    if (this.#stages[from].has(upload)) this.#stages.move(upload, to);
  }
}
