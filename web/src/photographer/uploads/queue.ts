import { session } from "../../api/session";
import { createStore } from "../../store";
import { Pipeline } from "./pipeline";
import { Speed } from "./speed";
import { Stages } from "./stages";
import { count, IDLE, type Status } from "./status";
import { readSizes, Upload, type UploadEvent } from "./upload";
import { UploadJournal } from "./upload-journal";
import { UploadPreparation } from "./upload-preparation";

const NOTIFY_AFTER_MILLISECONDS = 200;

/** Uploads files to their events and publishes the progress in `status`. */
class UploadQueue {
  readonly status = createStore<Status>(IDLE);
  #stages = new Stages();
  #journal = new UploadJournal();
  #preparation = new UploadPreparation(this.#stages, this.#journal);
  #pipeline = new Pipeline({
    stages: this.#stages,
    journal: this.#journal,
    preparation: this.#preparation,
    onChange: () => this.#notify(),
  });
  #speed = new Speed();
  #notifyTimer = 0;
  #byPhoto: ReadonlyMap<string, Upload> = new Map();
  /** Ids of photos that this page has uploaded. */
  #arrived = new Set<string>();

  /** The file of a photo that this page uploads or has just uploaded. As current as `status`. */
  ofPhoto = (id: string) => this.#byPhoto.get(id);

  hasArrived = (id: string) => this.#arrived.has(id);

  /** Switches to this photographer and loads their unfinished uploads. */
  async setUser(userId: string) {
    const { userId: before, halt } = this.#pipeline;
    if (before && before !== userId) this.clear();
    this.#pipeline.userId = userId;
    if (before !== userId) await this.#journal.load(userId);
    if (halt === "signedOut") this.#pipeline.resume();
    this.#notify();
  }

  add(event: UploadEvent, files: readonly File[]) {
    if (this.status.value.phase === "finished") this.#stages.remove([...this.#stages.done, ...this.#stages.duplicate]);
    const uploads = files.map(file => new Upload(event, file));
    this.#stages.add(uploads);
    void readSizes(uploads);
    this.#pipeline.advance();
  }

  /** Adds the files of an interrupted upload. Returns how many did not belong to it. */
  async addMissing(files: readonly File[]): Promise<number> {
    let others = 0;
    for (const file of files) {
      const entry = await this.#preparation.entryOf(file);
      if (entry) this.add({ id: entry.eventId, name: entry.eventName }, [file]);
      else others++;
    }
    return others;
  }

  pause = () => this.#pipeline.stop("paused");

  resume = () => this.#pipeline.resume();

  /** Retries refused files. */
  retry = () => {
    for (const upload of [...this.#stages.refused]) {
      upload.attempts = 0;
      this.#stages.move(upload, "chosen");
    }
    this.#pipeline.advance();
  };

  /** Cancels all uploads. */
  clear = () => {
    this.#pipeline.stop("paused");
    this.#stages.remove(this.#stages.all());
    this.#journal.drop(this.#journal.all);
    this.#pipeline.resume();
  };

  /** Throttled. */
  #notify() {
    this.#notifyTimer ||= setTimeout(() => {
      this.#notifyTimer = 0;
      this.#byPhoto = byPhoto(this.#stages);
      for (const upload of this.#stages.done) if (upload.ticket) this.#arrived.add(upload.ticket.photo.id);
      const counted = count(this.#stages, this.#journal.unclaimed);
      const isOver = !counted.left && !counted.missing;
      if (isOver) this.#journal.drop(this.#journal.all);
      const phase = isOver
        ? counted.total || counted.refused.length
          ? "finished"
          : "idle"
        : (this.#pipeline.halt ?? (counted.left && this.#pipeline.isStorageFull ? "storageFull" : "busy"));
      this.status.set({ ...counted, phase, bytesASecond: this.#speed.measure(counted.bytes) });
    }, NOTIFY_AFTER_MILLISECONDS);
  }
}

const byPhoto = (stages: Stages) =>
  new Map([...stages.all()].flatMap(each => (each.ticket ? [[each.ticket.photo.id, each] as const] : [])));

export const uploads = new UploadQueue();

session.subscribe(() => {
  const { value } = session;
  if (value) void uploads.setUser(value.user.id);
});
