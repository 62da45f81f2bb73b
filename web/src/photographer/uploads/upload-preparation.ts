import type { UserError } from "../../api/problem";
import { DigestClient } from "./digest-client";
import { firstOf, type Stages } from "./stages";
import type { Upload } from "./upload";
import type { JournalEntry, UploadJournal } from "./upload-journal";

/** So many are ready to be signed that storage has enough to do while the next ones are read. */
const [MIN_DIGESTED, DIGESTED_AHEAD] = [6, 100];

/** Reads files: finds out which of them were here before, and takes the digest of the others. */
export class UploadPreparation {
  #stages: Stages;
  #journal: UploadJournal;
  #digests = new DigestClient();
  #isBusy = false;

  constructor(stages: Stages, journal: UploadJournal) {
    this.#stages = stages;
    this.#journal = journal;
  }

  /** Brings one file further. False when there is nothing to read, or it reads already. */
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

  /** The entry of a file that an earlier page had begun with, for whichever event. */
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

  /** First enough for storage to be busy, then all identities, for the journal to be whole, then the other digests. */
  #next(): Upload | undefined {
    const { chosen, identified, digested, signed } = this.#stages;
    const ahead = digested.size + signed.size;
    const toDigest = ahead < DIGESTED_AHEAD ? firstOf(identified) : undefined;
    return (ahead < MIN_DIGESTED ? toDigest : undefined) ?? firstOf(chosen) ?? toDigest;
  }

  async #identify(upload: Upload, userId: string) {
    const { event, file, filename } = upload;
    const { identity, contentType } = await this.#digests.identify(file);
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

  /** Unless it was let go of while it was read. */
  #move(upload: Upload, from: "chosen" | "identified", to: "duplicate" | "done" | "identified" | "digested") {
    if (this.#stages[from].has(upload)) this.#stages.move(upload, to);
  }
}
