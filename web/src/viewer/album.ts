import { Problem, problemOf } from "../api/problem";
import type { Grant } from "../downloads/file";
import { createStore, type Store } from "../store";
import type { CodeSession } from "./code-session";
import type { AlbumDetails, AlbumPage, AlbumPhoto } from "./documents";
import { removeCode } from "./saved-codes";

/** Where a photo was read: the same question gives fresh addresses for it. */
interface PhotoSource {
  session: CodeSession;
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
  endedCode: string | null;
  /** Set once nothing is open any more: UNAUTHENTICATED with CODE_REVOKED or EVENT_EXPIRED. */
  ended: Problem | null;
}

const MAX_FIRST_SCREEN_MILLISECONDS = 5000;

const NOTHING: AlbumState = {
  details: [],
  photos: [],
  total: null,
  totalBytes: null,
  isComplete: false,
  problem: null,
  endedCode: null,
  ended: null,
};

/** All that the codes of one event open on this device, as one album: each photo once. */
export class Album {
  readonly store: Store<AlbumState> = createStore(NOTHING);
  readonly publicUrl: string;
  #sessions: CodeSession[];
  #sources = new Map<string, PhotoSource>();
  #details = new Map<CodeSession, AlbumDetails>();
  #renewing = new Map<string, Promise<void>>();
  #reading: Promise<void> | null = null;
  #resolveAllowed = () => {};
  readonly #nextPagesAllowed = new Promise<void>(resolve => {
    this.#resolveAllowed = resolve;
  });

  /** `codes` stand with the newest first. */
  constructor(publicUrl: string, codes: readonly CodeSession[]) {
    this.publicUrl = publicUrl;
    this.#sessions = [...codes];
  }

  /** Reads on until every photo is there. `first` is the newest code's first page, where it is known already. */
  read(first: AlbumPage | null = null): Promise<void> {
    this.#reading ??= this.#readAll(first).finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** What is on the screen is there, or more is needed: what lies below may come. */
  allowNextPages() {
    this.#resolveAllowed();
  }

  /** All photos, once they are read; where that goes wrong those that are, and `problem` says why. */
  async allPhotos(): Promise<readonly AlbumPhoto[]> {
    this.allowNextPages();
    if (!this.store.value.isComplete) await this.read();
    return this.store.value.photos;
  }

  /** Looks whether photos have come or gone, or the codes have ended. */
  async refresh() {
    if (this.#reading) return;
    const before = this.#counts();
    await this.#eachSession(async session => {
      this.#details.set(session, await session.details());
    });
    if (this.#counts() !== before || this.store.value.problem) await this.read();
  }

  /** Gets fresh addresses for a photo, and for all that were read with it: they end after an hour. */
  async renew(photoId: string) {
    const source = this.#sources.get(photoId);
    if (!source) return;
    const name = `${source.session.accessCode} ${source.after}`;
    const renewing =
      this.#renewing.get(name) ??
      this.#handleEnd(source.session, async () => {
        const { photos } = await source.session.page(source.after);
        const fresh = new Map(photos.nodes.map(photo => [photo.id, photo]));
        this.#set({ photos: this.store.value.photos.map(photo => fresh.get(photo.id) ?? photo) });
      }).finally(() => this.#renewing.delete(name));
    this.#renewing.set(name, renewing);
    await renewing;
    if (!this.#sessions.includes(source.session)) await this.read();
  }

  photo(id: string): AlbumPhoto {
    const found = this.store.value.photos.find(photo => photo.id === id);
    if (!found) throw new Problem("NOT_FOUND");
    return found;
  }

  /** What is open, by code; the details are not known before the first answer. */
  get codes(): readonly { accessCode: string; details: AlbumDetails | undefined }[] {
    return this.#sessions.map(code => ({ accessCode: code.accessCode, details: this.#details.get(code) }));
  }

  /** Lets go of one of several codes on this device, and of the photos that it alone opens. */
  async forget(accessCode: string) {
    removeCode(this.publicUrl, accessCode);
    this.#sessions = this.#sessions.filter(code => code.accessCode !== accessCode);
    await this.read();
  }

  /** Its time is over. */
  end() {
    this.#set({ ended: new Problem("UNAUTHENTICATED", { reason: "EVENT_EXPIRED" }) });
  }

  /** Which codes open these photos: each photo stands with the newest one that does. */
  grants(photoIds: readonly string[]): Grant[] {
    const { isComplete, photos } = this.store.value;
    const isAll = isComplete && this.#sessions.length === 1 && photoIds.length === photos.length;
    return this.#byCode(photoIds).map(({ session, ids }) => ({
      ids: isAll ? null : ids,
      request: session.request,
    }));
  }

  /** Tells the photographer what was saved. That this fails is nobody's trouble here. */
  async report(photoIds: readonly string[]) {
    for (const { session, ids } of this.#byCode(photoIds)) await session.report(ids).catch(problemOf);
  }

  #byCode(photoIds: readonly string[]) {
    return this.#sessions
      .map(session => ({ session, ids: photoIds.filter(id => this.#sources.get(id)?.session === session) }))
      .filter(({ ids }) => ids.length);
  }

  async #readAll(first: AlbumPage | null) {
    const found = new Map<string, AlbumPhoto>();
    const [codes, newest] = [this.#sessions, this.#sessions[0]];
    await this.#eachSession(async session => {
      let after: string | null = null;
      do {
        const page: AlbumPage =
          first && session === newest && after === null ? first : await session.page(after);
        for (const photo of page.photos.nodes) this.#add(photo, { session, after }, found);
        this.#details.set(session, page);
        this.#show(found);
        after = page.photos.pageInfo.hasNextPage ? page.photos.pageInfo.endCursor : null;
        if (after !== null) await this.#waitForFirstScreen();
      } while (after !== null);
    });
    const { problem, ended } = this.store.value;
    if (ended || problem) return;
    // What a code opened that ended on the way must go as well.
    if (codes !== this.#sessions) await this.#readAll(null);
    else this.#finish(found);
  }

  /** On a slow network the list of all photos must not hold up those that are seen first. */
  #waitForFirstScreen() {
    setTimeout(this.#resolveAllowed, MAX_FIRST_SCREEN_MILLISECONDS);
    return this.#nextPagesAllowed;
  }

  #add(photo: AlbumPhoto, source: PhotoSource, found: Map<string, AlbumPhoto>) {
    if (!found.has(photo.id)) this.#sources.set(photo.id, source);
    found.set(photo.id, found.get(photo.id) ?? photo);
  }

  /** While it is read anew, what was there before stays. */
  #show(found: ReadonlyMap<string, AlbumPhoto>) {
    const details = this.#sessions.flatMap(session => this.#details.get(session) ?? []);
    const [only] = this.#sessions.length === 1 ? details : [];
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
  async #eachSession(act: (session: CodeSession) => Promise<void>) {
    for (const session of [...this.#sessions]) await this.#handleEnd(session, () => act(session));
  }

  async #handleEnd(session: CodeSession, act: () => Promise<void>) {
    try {
      await act();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (!hasEnded(problem)) this.#set({ problem });
      else this.#dropSession(session, problem);
    }
  }

  #dropSession(session: CodeSession, problem: Problem) {
    removeCode(this.publicUrl, session.accessCode);
    this.#sessions = this.#sessions.filter(code => code !== session);
    if (this.#sessions.length)
      this.#set({ endedCode: this.#details.get(session)?.label || session.accessCode });
    else this.#set({ ended: problem });
  }

  #counts() {
    return this.#sessions.map(session => this.#details.get(session)?.photoCount).join();
  }

  #set(change: Partial<AlbumState>) {
    this.store.set({ ...this.store.value, ...change });
  }
}

/** The code is revoked or wrong by now, or the event is over. */
const hasEnded = (problem: Problem) =>
  (problem.code === "UNAUTHENTICATED" && ["CODE_REVOKED", "EVENT_EXPIRED"].includes(problem.reason ?? "")) ||
  (problem.code === "REFUSED" && problem.userErrors.length > 0);
