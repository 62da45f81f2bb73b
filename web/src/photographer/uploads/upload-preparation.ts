import type { UserError } from "../../api/problem";
import { Reader } from "./digest-client";
import { firstOf, type Stages } from "./stages";
import type { Upload } from "./upload";
import type { JournalEntry, UploadJournal } from "./upload-journal";

/** So many are ready to be signed that storage has enough to do while the next ones are read. */
const [DIGESTED_AT_FIRST, DIGESTED_AHEAD] = [6, 100];

/** Reads files: finds out which of them were here before, and takes the digest of the others. */
export class UploadPreparation {
  #lanes: Stages;
  #ledger: UploadJournal;
  #reader = new Reader();
  #isReading = false;

  constructor(lanes: Stages, ledger: UploadJournal) {
    this.#lanes = lanes;
    this.#ledger = ledger;
  }

  /** Brings one file further. False when there is nothing to read, or it reads already. */
  async step(userId: string): Promise<boolean> {
    const upload = this.#isReading ? undefined : this.#next();
    if (!upload) return false;
    this.#isReading = true;
    try {
      await (upload.stage === "chosen" ? this.#identify(upload, userId) : this.#digest(upload));
    } catch {
      this.refuse(upload, { code: "UNREADABLE", message: "" });
    }
    this.#isReading = false;
    return true;
  }

  /** The entry of a file that an earlier page had begun with, for whichever event. */
  async entryOf(file: File): Promise<JournalEntry | null> {
    const identified = await this.#reader.identify(file).catch(() => null);
    return identified && this.#ledger.find(null, identified.identity, file.name);
  }

  refuse(upload: Upload, why: UserError) {
    upload.refusal = why;
    if (upload.entry) this.#ledger.drop([upload.entry]);
    upload.entry = null;
    this.#lanes.move(upload, "refused");
  }

  /** First enough for storage to be busy, then all identities, for the ledger to be whole, then the other digests. */
  #next(): Upload | undefined {
    const { chosen, identified, digested, signed } = this.#lanes;
    const ahead = digested.size + signed.size;
    const toDigest = ahead < DIGESTED_AHEAD ? firstOf(identified) : undefined;
    return (ahead < DIGESTED_AT_FIRST ? toDigest : undefined) ?? firstOf(chosen) ?? toDigest;
  }

  async #identify(upload: Upload, userId: string) {
    const { event, file, filename } = upload;
    const { identity, contentType } = await this.#reader.identify(file);
    upload.contentType = contentType;
    const found = this.#ledger.find(event.id, identity, filename);
    if (found && !this.#ledger.claim(found)) return this.#move(upload, "chosen", "known");
    upload.entry = found ?? {
      ...{ userId, eventId: event.id, eventName: event.name, identity, filename, sizeBytes: file.size },
      ...{ isDone: false, uploadId: null, parts: [] },
    };
    upload.filename = upload.entry.filename;
    upload.wasBegun = found !== null;
    this.#ledger.claim(upload.entry);
    if (!found) this.#ledger.write(upload.entry);
    this.#move(upload, "chosen", found?.isDone ? "done" : "identified");
  }

  async #digest(upload: Upload) {
    upload.sha256 = await this.#reader.sha256(upload.file);
    this.#move(upload, "identified", "digested");
  }

  /** Unless it was let go of while it was read. */
  #move(upload: Upload, from: "chosen" | "identified", to: "known" | "done" | "identified" | "digested") {
    if (this.#lanes[from].has(upload)) this.#lanes.move(upload, to);
  }
}
