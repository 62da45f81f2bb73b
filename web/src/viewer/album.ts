import { Problem, problemOf } from "../api/problem";
import type { Grant } from "../downloads/file";
import { createStore, type Store } from "../store";
import { showInAddress } from "./address";
import type { CodeSession } from "./code-session";
import type { AlbumDetails, AlbumPage, AlbumPhoto } from "./documents";
import { removeCode } from "./saved-codes";

/** The request that returned a photo. The same request returns fresh URLs. */
interface PhotoSource {
  session: CodeSession;
  after: string | null;
}

export interface AlbumState {
  /** One per open code, newest first. */
  details: readonly AlbumDetails[];
  photos: readonly AlbumPhoto[];
  /** Null until known: several codes may share photos. */
  total: number | null;
  totalBytes: number | null;
  isComplete: boolean;
  /** Why the last request failed. */
  problem: Problem | null;
  /** The label of a code that ended while others remain open, or the code itself. */
  endedCode: string | null;
  /** Set when no code is open anymore: UNAUTHENTICATED with CODE_REVOKED or EVENT_EXPIRED. */
  ended: Problem | null;
}

/** What a device keeps of an album. */
export interface SavedAlbum {
  details: readonly AlbumDetails[];
  photos: readonly AlbumPhoto[];
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

/** The photos of all open codes of one event as one album, without duplicates. */
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

  /** `codes`: newest first. */
  constructor(publicUrl: string, codes: readonly CodeSession[]) {
    this.publicUrl = publicUrl;
    this.#sessions = [...codes];
  }

  /** Loads all photos. `first` is the newest code's first page, if already loaded. */
  read(first: AlbumPage | null = null): Promise<void> {
    this.#reading ??= this.#readAll(first).finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** Lets the remaining pages load: the first screen is complete, or more is needed. */
  allowNextPages() {
    this.#resolveAllowed();
  }

  /** All photos, loaded if necessary. After a failure: those loaded so far, with the reason in `problem`. */
  async allPhotos(): Promise<readonly AlbumPhoto[]> {
    this.allowNextPages();
    if (!this.store.value.isComplete) await this.read();
    return this.store.value.photos;
  }

  /** Checks for ended codes, another end, and changed photos; without `isWhole`, which costs less, not for photos. */
  async refresh(isWhole = true) {
    if (this.#reading) return;
    const before = this.#counts();
    await this.#eachSession(async session => {
      this.#details.set(session, await session.details(isWhole ? undefined : this.#details.get(session)));
    });
    if (this.#counts() !== before || this.store.value.problem) await this.read();
    else this.#set({ details: this.#openDetails() });
  }

  /** Shows what this device had saved of the album, until the service can be reached. */
  restore({ details, photos }: SavedAlbum) {
    const totalBytes = photos.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#set({ details, photos, total: photos.length, totalBytes, isComplete: true });
  }

  /** Puts the newest code into the address. */
  showInAddress() {
    showInAddress(this.publicUrl, this.#sessions[0]?.credential ?? null);
  }

  /** Tells the photographer that somebody has opened the codes. Failures are repeated at the next visit. */
  async reportOpenings() {
    for (const session of this.#sessions) await session.reportOpening().catch(problemOf);
  }

  /** Gets fresh URLs for a photo and its whole page: they expire after an hour. */
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

  /** The open codes. Details are undefined until loaded. */
  get codes(): readonly { accessCode: string; details: AlbumDetails | undefined }[] {
    return this.#sessions.map(code => ({ accessCode: code.accessCode, details: this.#details.get(code) }));
  }

  /** Removes one of several codes from this device, with the photos that only it opens. */
  async forget(accessCode: string) {
    removeCode(this.publicUrl, accessCode);
    this.#sessions = this.#sessions.filter(code => code.accessCode !== accessCode);
    this.showInAddress();
    await this.read();
  }

  /** Called when the countdown ends. */
  end() {
    this.#set({ ended: new Problem("UNAUTHENTICATED", { reason: "EVENT_EXPIRED" }) });
  }

  /** The grants for these photos. Each photo belongs to the newest code that opens it. */
  grants(photoIds: readonly string[]): Grant[] {
    const { isComplete, photos } = this.store.value;
    const isAll = isComplete && this.#sessions.length === 1 && photoIds.length === photos.length;
    return this.#byCode(photoIds).map(({ session, ids }) => ({
      ids: isAll ? null : ids,
      request: session.request,
    }));
  }

  /** Reports downloads to the photographer. Failures are only logged. */
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
        const page: AlbumPage = first && session === newest && after === null ? first : await session.page(after);
        for (const photo of page.photos.nodes) this.#add(photo, { session, after }, found);
        this.#details.set(session, page);
        this.#show(found);
        after = page.photos.pageInfo.hasNextPage ? page.photos.pageInfo.endCursor : null;
        if (after !== null) await this.#waitForFirstScreen();
      } while (after !== null);
    });
    const { problem, ended } = this.store.value;
    if (ended || problem) return;
    // A code has ended meanwhile: its photos must go.
    if (codes !== this.#sessions) await this.#readAll(null);
    else this.#finish(found);
  }

  /** On a slow network the list must not delay the first screen. */
  #waitForFirstScreen() {
    setTimeout(this.#resolveAllowed, MAX_FIRST_SCREEN_MILLISECONDS);
    return this.#nextPagesAllowed;
  }

  #add(photo: AlbumPhoto, source: PhotoSource, found: Map<string, AlbumPhoto>) {
    if (!found.has(photo.id)) this.#sources.set(photo.id, source);
    found.set(photo.id, found.get(photo.id) ?? photo);
  }

  /** Earlier photos stay during a reload. */
  #show(found: ReadonlyMap<string, AlbumPhoto>) {
    const details = this.#openDetails();
    const [only] = this.#sessions.length === 1 ? details : [];
    const photos = found.size < this.store.value.photos.length ? this.store.value.photos : [...found.values()];
    const [total, totalBytes] = [only?.photoCount ?? null, only?.totalBytes ?? null];
    this.#set({ details, photos, total, totalBytes, problem: null });
  }

  #finish(found: ReadonlyMap<string, AlbumPhoto>) {
    const photos = [...found.values()];
    this.restore({ details: this.#openDetails(), photos });
  }

  /** Runs `act` for each session in turn, and drops those that have ended. */
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
    this.showInAddress();
    if (this.#sessions.length) this.#set({ endedCode: this.#details.get(session)?.label || session.accessCode });
    else this.#set({ ended: problem });
  }

  #openDetails() {
    return this.#sessions.flatMap(session => this.#details.get(session) ?? []);
  }

  #counts() {
    return this.#sessions.map(session => this.#details.get(session)?.photoCount).join();
  }

  #set(change: Partial<AlbumState>) {
    this.store.set({ ...this.store.value, ...change });
  }
}

/** The code was revoked, or the event has ended. */
const hasEnded = (problem: Problem) =>
  (problem.code === "UNAUTHENTICATED" && ["CODE_REVOKED", "EVENT_EXPIRED"].includes(problem.reason ?? "")) ||
  (problem.code === "REFUSED" && problem.userErrors.length > 0);
