import { Problem, problemOf } from "../api/problem";
import type { Grant } from "../downloads/file";
import { createStore, type Store } from "../store";
import type { CodeSession } from "./code-session";
import type { AlbumDetails, AlbumPage, AlbumPhoto } from "./documents";
import { removeCode } from "./saved-codes";

/** Where a photo was read: the same question gives fresh addresses for it. */
interface Source {
  opened: CodeSession;
  after: string | null;
}

export interface AlbumState {
  /** Of each code that is open, the newest first. */
  details: readonly AlbumDetails[];
  photos: readonly AlbumPhoto[];
  /** How many photos there will be, and their bytes. Several codes may share photos: null until all are read. */
  total: number | null;
  totalBytes: number | null;
  isComplete: boolean;
  /** Why the last question went wrong. */
  problem: Problem | null;
  /** The label of a code that ended while others go on, or the code where it has none. */
  lost: string | null;
  /** Set once nothing is open any more: UNAUTHENTICATED with CODE_REVOKED or EVENT_EXPIRED. */
  ended: Problem | null;
}

const LONGEST_WAIT_MILLISECONDS = 5000;

const NOTHING: AlbumState = {
  details: [],
  photos: [],
  total: null,
  totalBytes: null,
  isComplete: false,
  problem: null,
  lost: null,
  ended: null,
};

/** All that the codes of one event open on this device, as one album: each photo once. */
export class Album {
  readonly store: Store<AlbumState> = createStore(NOTHING);
  readonly publicUrl: string;
  #codes: CodeSession[];
  #sources = new Map<string, Source>();
  #details = new Map<CodeSession, AlbumDetails>();
  #renewing = new Map<string, Promise<void>>();
  #reading: Promise<void> | null = null;
  #allow = () => {};
  readonly #isAllowed = new Promise<void>(resolve => {
    this.#allow = resolve;
  });

  /** `codes` stand with the newest first. */
  constructor(publicUrl: string, codes: readonly CodeSession[]) {
    this.publicUrl = publicUrl;
    this.#codes = [...codes];
  }

  /** Reads on until every photo is there. `first` is the newest code's first page, where it is known already. */
  read(first: AlbumPage | null = null): Promise<void> {
    this.#reading ??= this.#readAll(first).finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** What is on the screen is there, or more is needed: what lies below may come. */
  goOn() {
    this.#allow();
  }

  /** All photos, once they are read; where that goes wrong those that are, and `problem` says why. */
  async whole(): Promise<readonly AlbumPhoto[]> {
    this.goOn();
    if (!this.store.value.isComplete) await this.read();
    return this.store.value.photos;
  }

  /** Looks whether photos have come or gone, or the codes have ended. */
  async refresh() {
    if (this.#reading) return;
    const before = this.#counts();
    await this.#each(async opened => {
      this.#details.set(opened, await opened.details());
    });
    if (this.#counts() !== before || this.store.value.problem) await this.read();
  }

  /** Gets fresh addresses for a photo, and for all that were read with it: they end after an hour. */
  async renew(photoId: string) {
    const source = this.#sources.get(photoId);
    if (!source) return;
    const name = `${source.opened.accessCode} ${source.after}`;
    const renewing =
      this.#renewing.get(name) ??
      this.#guarded(source.opened, async () => {
        const { photos } = await source.opened.page(source.after);
        const fresh = new Map(photos.nodes.map(photo => [photo.id, photo]));
        this.#set({ photos: this.store.value.photos.map(photo => fresh.get(photo.id) ?? photo) });
      }).finally(() => this.#renewing.delete(name));
    this.#renewing.set(name, renewing);
    await renewing;
    if (!this.#codes.includes(source.opened)) await this.read();
  }

  photo(id: string): AlbumPhoto {
    const found = this.store.value.photos.find(photo => photo.id === id);
    if (!found) throw new Problem("NOT_FOUND");
    return found;
  }

  /** What is open, by code; the details are not known before the first answer. */
  get opened(): readonly { accessCode: string; details: AlbumDetails | undefined }[] {
    return this.#codes.map(code => ({ accessCode: code.accessCode, details: this.#details.get(code) }));
  }

  /** Lets go of one of several codes on this device, and of the photos that it alone opens. */
  async forget(accessCode: string) {
    removeCode(this.publicUrl, accessCode);
    this.#codes = this.#codes.filter(code => code.accessCode !== accessCode);
    await this.read();
  }

  /** Its time is over. */
  end() {
    this.#set({ ended: new Problem("UNAUTHENTICATED", { reason: "EVENT_EXPIRED" }) });
  }

  /** Which codes open these photos: each photo stands with the newest one that does. */
  holders(photoIds: readonly string[]): Grant[] {
    const { isComplete, photos } = this.store.value;
    const isAll = isComplete && this.#codes.length === 1 && photoIds.length === photos.length;
    return this.#byCode(photoIds).map(({ opened, ids }) => ({ ids: isAll ? null : ids, ask: opened.ask }));
  }

  /** Tells the photographer what was saved. That this fails is nobody's trouble here. */
  async report(photoIds: readonly string[]) {
    for (const { opened, ids } of this.#byCode(photoIds)) await opened.report(ids).catch(problemOf);
  }

  #byCode(photoIds: readonly string[]) {
    return this.#codes
      .map(opened => ({ opened, ids: photoIds.filter(id => this.#sources.get(id)?.opened === opened) }))
      .filter(({ ids }) => ids.length);
  }

  async #readAll(first: AlbumPage | null) {
    const found = new Map<string, AlbumPhoto>();
    const [codes, newest] = [this.#codes, this.#codes[0]];
    await this.#each(async opened => {
      let after: string | null = null;
      do {
        const page: AlbumPage =
          first && opened === newest && after === null ? first : await opened.page(after);
        for (const photo of page.photos.nodes) this.#add(photo, { opened, after }, found);
        this.#details.set(opened, page);
        this.#show(found);
        after = page.photos.pageInfo.hasNextPage ? page.photos.pageInfo.endCursor : null;
        if (after !== null) await this.#turn();
      } while (after !== null);
    });
    const { problem, ended } = this.store.value;
    if (ended || problem) return;
    // What a code opened that ended on the way must go as well.
    if (codes !== this.#codes) await this.#readAll(null);
    else this.#finish(found);
  }

  /** On a slow network the list of all photos must not hold up those that are seen first. */
  #turn() {
    setTimeout(this.#allow, LONGEST_WAIT_MILLISECONDS);
    return this.#isAllowed;
  }

  #add(photo: AlbumPhoto, source: Source, found: Map<string, AlbumPhoto>) {
    if (!found.has(photo.id)) this.#sources.set(photo.id, source);
    found.set(photo.id, found.get(photo.id) ?? photo);
  }

  /** While it is read anew, what was there before stays. */
  #show(found: ReadonlyMap<string, AlbumPhoto>) {
    const details = this.#codes.flatMap(opened => this.#details.get(opened) ?? []);
    const [only] = this.#codes.length === 1 ? details : [];
    const photos =
      found.size < this.store.value.photos.length ? this.store.value.photos : [...found.values()];
    const [total, totalBytes] = [only?.photoCount ?? null, only?.totalBytes ?? null];
    this.#set({ details, photos, total, totalBytes, problem: null });
  }

  #finish(found: ReadonlyMap<string, AlbumPhoto>) {
    const photos = [...found.values()];
    const totalBytes = photos.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#set({ photos, total: photos.length, totalBytes, isComplete: true });
  }

  /** Asks for each code in turn; one that has ended is let go of, and the others go on. */
  async #each(act: (opened: CodeSession) => Promise<void>) {
    for (const opened of [...this.#codes]) await this.#guarded(opened, () => act(opened));
  }

  async #guarded(opened: CodeSession, act: () => Promise<void>) {
    try {
      await act();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (!hasEnded(problem)) this.#set({ problem });
      else this.#letGo(opened, problem);
    }
  }

  #letGo(opened: CodeSession, problem: Problem) {
    removeCode(this.publicUrl, opened.accessCode);
    this.#codes = this.#codes.filter(code => code !== opened);
    if (this.#codes.length) this.#set({ lost: this.#details.get(opened)?.label || opened.accessCode });
    else this.#set({ ended: problem });
  }

  #counts() {
    return this.#codes.map(opened => this.#details.get(opened)?.photoCount).join();
  }

  #set(change: Partial<AlbumState>) {
    this.store.set({ ...this.store.value, ...change });
  }
}

/** The code is revoked or wrong by now, or the event is over. */
const hasEnded = (problem: Problem) =>
  (problem.code === "UNAUTHENTICATED" && ["CODE_REVOKED", "EVENT_EXPIRED"].includes(problem.reason ?? "")) ||
  (problem.code === "REFUSED" && problem.userErrors.length > 0);
