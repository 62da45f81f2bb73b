import { problemOf } from "../../api/problem";
import { backOff, backoffMilliseconds } from "./backoff";
import { deliver, type Outcome } from "./deliver";
import type { Stages } from "./stages";
import { batchOf, sign, type Ticket } from "./tickets";
import type { Upload } from "./upload";
import type { UploadJournal } from "./upload-journal";
import type { UploadPreparation } from "./upload-preparation";

const SENT_AT_ONCE = 6;
const SIGNED_AHEAD = 12;
const MOST_FILES_A_BATCH = 100;
/** Somebody who changes files while they are sent must not keep us busy for ever. */
const MOST_RETURNS = 6;

export type Halt = "paused" | "signedOut";

interface Parts {
  lanes: Stages;
  ledger: UploadJournal;
  intake: UploadPreparation;
  /** Something has changed. */
  tell: () => void;
}

/** Takes files through their stages: reads, signs and sends, each as far ahead as is useful. */
export class Pipeline {
  userId = "";
  #parts: Parts;
  #halt: Halt | null = null;
  #stop = new AbortController();
  #isSigning = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get halt() {
    return this.#halt;
  }

  /** What is on its way is broken off, and begins anew afterwards. */
  stop(halt: Halt) {
    this.#halt = halt;
    this.#stop.abort();
    this.#parts.tell();
  }

  resume() {
    this.#halt = null;
    this.#stop = new AbortController();
    this.go();
  }

  /** Starts whatever may start. */
  go() {
    const { lanes, tell } = this.#parts;
    if (!this.#halt) {
      void this.#read();
      void this.#sign();
      const free = SENT_AT_ONCE - lanes.sending.size;
      for (const upload of [...lanes.signed].slice(0, free)) void this.#send(upload);
    }
    tell();
  }

  async #read() {
    if (await this.#parts.intake.step(this.userId)) this.go();
  }

  async #sign() {
    const { lanes } = this.#parts;
    const isWorthIt = lanes.digested.size >= MOST_FILES_A_BATCH || !lanes.unread || !lanes.signed.size;
    if (this.#isSigning || !lanes.digested.size || lanes.signed.size >= SIGNED_AHEAD || !isWorthIt) return;
    this.#isSigning = true;
    try {
      const { tickets, refused } = await sign(batchOf(lanes.digested));
      for (const [upload, ticket] of tickets) this.#take(upload, ticket);
      for (const [upload, why] of refused)
        if (lanes.digested.has(upload)) this.#parts.intake.refuse(upload, why);
    } catch (thrown) {
      problemOf(thrown);
      this.stop("signedOut");
    }
    this.#isSigning = false;
    this.go();
  }

  #take(upload: Upload, ticket: Ticket) {
    const { lanes } = this.#parts;
    if (!lanes.digested.has(upload)) return; // it was let go of meanwhile
    upload.ticket = ticket;
    if (!ticket.alreadyUploaded) lanes.move(upload, "signed");
    else this.#finish(upload, upload.wasBegun ? "done" : "known");
  }

  async #send(upload: Upload) {
    const { lanes, ledger, tell } = this.#parts;
    const { ticket } = upload;
    if (!ticket) return;
    lanes.move(upload, "sending");
    upload.sentBytes = 0;
    const outcome = await deliver({ upload, ticket, ledger, signal: this.#stop.signal, tell });
    if (!lanes.sending.has(upload)) return; // it was let go of meanwhile
    await this.#end(upload, outcome);
    this.go();
  }

  async #end(upload: Upload, outcome: Outcome) {
    const { lanes, intake } = this.#parts;
    if (outcome === "done") return this.#finish(upload, "done");
    if (outcome === "stopped") return lanes.move(upload, "signed");
    if (outcome === "unreadable") return intake.refuse(upload, { code: "UNREADABLE", message: "" });
    upload.wasBegun = true;
    if (++upload.returns > MOST_RETURNS) return intake.refuse(upload, { code: "CHANGED", message: "" });
    if (upload.returns > 1) await backOff(backoffMilliseconds(upload.returns), this.#stop.signal);
    if (lanes.sending.has(upload)) lanes.move(upload, outcome === "changed" ? "identified" : "digested");
  }

  #finish(upload: Upload, stage: "done" | "known") {
    const { lanes, ledger } = this.#parts;
    if (upload.entry) ledger.write(Object.assign(upload.entry, { isDone: true, parts: [] }));
    lanes.move(upload, stage);
  }
}
