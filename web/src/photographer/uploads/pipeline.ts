import { problemOf } from "../../api/problem";
import { backOff, backoffMilliseconds } from "./backoff";
import { deliver, type Outcome } from "./deliver";
import type { Ticket } from "./documents";
import type { Stages } from "./stages";
import { MAX_BATCH_FILES, nextBatch, requestTickets } from "./tickets";
import type { Upload } from "./upload";
import type { UploadJournal } from "./upload-journal";
import type { UploadPreparation } from "./upload-preparation";

const SENT_AT_ONCE = 6;
const SIGNED_AHEAD = 12;
/** A file that keeps changing must not be retried forever. */
const MAX_ATTEMPTS = 6;

type Halt = "paused" | "signedOut";

interface Dependencies {
  stages: Stages;
  journal: UploadJournal;
  preparation: UploadPreparation;
  /** Called after every change. */
  onChange: () => void;
}

/** Moves files through their stages: digest, ticket, transfer. */
export class Pipeline {
  userId = "";
  #dependencies: Dependencies;
  #halt: Halt | null = null;
  #stop = new AbortController();
  #isRequesting = false;
  #isStorageFull = false;
  /** How often storage has been full since the last file that it took. */
  #fullCount = 0;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  get halt() {
    return this.#halt;
  }

  /** Whether nothing is sent, because the server's disk is full. The requests for tickets find out when it has room. */
  get isStorageFull() {
    return this.#isStorageFull;
  }

  /** Aborts current transfers. They restart on `resume`. */
  stop(halt: Halt) {
    this.#halt = halt;
    this.#stop.abort();
    this.#dependencies.onChange();
  }

  resume() {
    this.#halt = null;
    this.#stop = new AbortController();
    this.#isStorageFull = false;
    this.advance();
  }

  /** Starts every step that is possible now. */
  advance() {
    const { stages, onChange } = this.#dependencies;
    if (!this.#halt) {
      void this.#read();
      void this.#requestTickets();
      const free = this.#isStorageFull ? 0 : SENT_AT_ONCE - stages.sending.size;
      for (const upload of [...stages.signed].slice(0, free)) void this.#send(upload);
    }
    onChange();
  }

  async #read() {
    if (await this.#dependencies.preparation.step(this.userId)) this.advance();
  }

  async #requestTickets() {
    const { stages } = this.#dependencies;
    const isBatch = stages.digested.size >= MAX_BATCH_FILES || !stages.unread || !stages.signed.size;
    const isWorthIt = this.#isStorageFull || (stages.signed.size < SIGNED_AHEAD && isBatch);
    if (this.#isRequesting || !stages.digested.size || !isWorthIt) return;
    this.#isRequesting = true;
    const { signal } = this.#stop;
    try {
      const onStorageFull = () => this.#setStorageFull(true);
      const { tickets, refused } = await requestTickets(nextBatch(stages.digested), { signal, onStorageFull });
      if (tickets.size || refused.size) this.#setStorageFull(false);
      for (const [upload, ticket] of tickets) this.#acceptTicket(upload, ticket);
      for (const [upload, error] of refused)
        if (stages.digested.has(upload)) this.#dependencies.preparation.refuse(upload, error);
    } catch (thrown) {
      problemOf(thrown);
      this.stop("signedOut");
    }
    this.#isRequesting = false;
    this.advance();
  }

  #setStorageFull(isFull: boolean) {
    this.#isStorageFull = isFull;
    this.#dependencies.onChange();
  }

  #acceptTicket(upload: Upload, ticket: Ticket) {
    const { stages } = this.#dependencies;
    if (!stages.digested.has(upload)) return; // cancelled meanwhile
    upload.ticket = ticket;
    if (!ticket.alreadyUploaded) stages.move(upload, "signed");
    else this.#finish(upload, upload.wasBegun ? "done" : "duplicate");
  }

  async #send(upload: Upload) {
    const { stages, journal, onChange } = this.#dependencies;
    const { ticket } = upload;
    if (!ticket) return;
    stages.move(upload, "sending");
    upload.sentBytes = 0;
    const outcome = await deliver({ upload, ticket, journal, signal: this.#stop.signal, onChange });
    if (!stages.sending.has(upload)) return; // cancelled meanwhile
    await this.#settle(upload, outcome);
    this.advance();
  }

  async #settle(upload: Upload, outcome: Outcome) {
    const { stages, preparation } = this.#dependencies;
    if (outcome === "done") this.#fullCount = 0;
    if (outcome === "done") return this.#finish(upload, "done");
    if (outcome === "stopped") return stages.move(upload, "signed");
    if (outcome === "full") return this.#waitForRoom(upload);
    if (outcome === "unreadable") return preparation.refuse(upload, { code: "UNREADABLE", message: "" });
    upload.wasBegun = true;
    if (++upload.attempts > MAX_ATTEMPTS) return preparation.refuse(upload, { code: "CHANGED", message: "" });
    if (upload.attempts > 1) await backOff(backoffMilliseconds(upload.attempts), this.#stop.signal);
    if (stages.sending.has(upload)) stages.move(upload, outcome === "changed" ? "identified" : "digested");
  }

  /** Its next ticket is given when there is room: the requests for it cost less than the file. */
  async #waitForRoom(upload: Upload) {
    const { stages } = this.#dependencies;
    upload.wasBegun = true;
    this.#setStorageFull(true);
    await backOff(backoffMilliseconds(this.#fullCount++), this.#stop.signal);
    if (stages.sending.has(upload)) stages.move(upload, "digested");
  }

  #finish(upload: Upload, stage: "done" | "duplicate") {
    const { stages, journal } = this.#dependencies;
    if (upload.entry) journal.write(Object.assign(upload.entry, { isDone: true, parts: [] }));
    stages.move(upload, stage);
  }
}
