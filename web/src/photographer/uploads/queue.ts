import { session } from "../../api/session";
import { createStore } from "../../store";
import { Pipeline } from "./pipeline";
import { Speed } from "./speed";
import { Stages } from "./stages";
import { count, IDLE, type Status } from "./status";
import { measure, Upload, type UploadEvent } from "./upload";
import { UploadJournal } from "./upload-journal";
import { UploadPreparation } from "./upload-preparation";

const TELL_AFTER_MILLISECONDS = 200;

/** Brings files to their events, however long it takes, and tells how far it has come. */
export class UploadQueue {
  readonly status = createStore<Status>(IDLE);
  #lanes = new Stages();
  #ledger = new UploadJournal();
  #intake = new UploadPreparation(this.#lanes, this.#ledger);
  #pipeline = new Pipeline({
    lanes: this.#lanes,
    ledger: this.#ledger,
    intake: this.#intake,
    tell: () => this.#tell(),
  });
  #speed = new Speed();
  #telling = 0;

  /** Is for this photographer from now on, and takes up what an earlier page left behind. */
  async belongTo(userId: string) {
    const { userId: before, halt } = this.#pipeline;
    if (before && before !== userId) this.clear();
    this.#pipeline.userId = userId;
    if (before !== userId) await this.#ledger.load(userId);
    if (halt === "signedOut") this.#pipeline.resume();
    this.#tell();
  }

  add(event: UploadEvent, files: readonly File[]) {
    if (this.status.value.phase === "finished")
      this.#lanes.remove([...this.#lanes.done, ...this.#lanes.known]);
    const uploads = files.map(file => new Upload(event, file));
    this.#lanes.add(uploads);
    void measure(uploads);
    this.#pipeline.go();
  }

  /** Files that are chosen again for what an earlier page had begun. Answers how many were none of those. */
  async addAgain(files: readonly File[]): Promise<number> {
    let others = 0;
    for (const file of files) {
      const entry = await this.#intake.entryOf(file);
      if (entry) this.add({ id: entry.eventId, name: entry.eventName }, [file]);
      else others++;
    }
    return others;
  }

  pause = () => this.#pipeline.stop("paused");

  resume = () => this.#pipeline.resume();

  /** Tries once more what was refused. */
  retry = () => {
    for (const upload of [...this.#lanes.refused]) {
      upload.returns = 0;
      this.#lanes.move(upload, "chosen");
    }
    this.#pipeline.go();
  };

  /** Lets go of everything: what is not uploaded yet will not be. */
  clear = () => {
    this.#pipeline.stop("paused");
    this.#lanes.remove(this.#lanes.all());
    this.#ledger.drop(this.#ledger.all);
    this.#pipeline.resume();
  };

  /** Some times a second, however much happens. */
  #tell() {
    this.#telling ||= setTimeout(() => {
      this.#telling = 0;
      const counted = count(this.#lanes, this.#ledger.unclaimed);
      const isOver = !counted.left && !counted.missing;
      if (isOver) this.#ledger.drop(this.#ledger.all);
      const phase = isOver
        ? counted.total || counted.refused.length
          ? "finished"
          : "idle"
        : (this.#pipeline.halt ?? "busy");
      this.status.set({ ...counted, phase, bytesASecond: this.#speed.measure(counted.bytes) });
    }, TELL_AFTER_MILLISECONDS);
  }
}

export const uploads = new UploadQueue();

session.subscribe(() => {
  const { value } = session;
  if (value) void uploads.belongTo(value.user.id);
});
