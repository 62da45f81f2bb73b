import type { Stage, Upload } from "./upload";

/** All uploads by stage, in order of arrival. */
export class Stages {
  readonly chosen = new Set<Upload>();
  readonly identified = new Set<Upload>();
  readonly digested = new Set<Upload>();
  readonly signed = new Set<Upload>();
  readonly sending = new Set<Upload>();
  readonly done = new Set<Upload>();
  readonly duplicate = new Set<Upload>();
  readonly refused = new Set<Upload>();

  add(uploads: Iterable<Upload>) {
    for (const upload of uploads) this[upload.stage].add(upload);
  }

  move(upload: Upload, stage: Stage) {
    this[upload.stage].delete(upload);
    upload.stage = stage;
    this[stage].add(upload);
  }

  remove(uploads: Iterable<Upload>) {
    for (const upload of [...uploads]) this[upload.stage].delete(upload);
  }

  *all(): Iterable<Upload> {
    for (const uploads of [this.chosen, this.identified, this.digested, this.signed, this.sending]) yield* uploads;
    for (const uploads of [this.done, this.duplicate, this.refused]) yield* uploads;
  }

  /** Number of unfinished uploads. */
  get left() {
    return this.unread + this.digested.size + this.signed.size + this.sending.size;
  }

  get unread() {
    return this.chosen.size + this.identified.size;
  }
}

export const firstOf = <T>(uploads: ReadonlySet<T>): T | undefined => uploads.values().next().value;
