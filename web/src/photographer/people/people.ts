import { type Problem, problemOf } from "../../api/problem";
import { errorText } from "../../i18n/error-text";
import { createStore } from "../../store";
import { showToast } from "../../ui/toasts";
import { idsOfCode, issueCode, type ListedAccessor, listCodes, revokeCode, updateCode } from "../codes/documents";
import { nameOf } from "../codes/format-code";
import { byName } from "../codes/names-list";
import { isCut, type PhotoCode } from "../event/code-changes";
import type { EventPhotos } from "../event/event-photos";
import { strings } from "../i18n/strings";
import { offerUndo } from "../undo";
import { Numbers } from "./numbers";

interface PeopleState {
  /** Codes with lists of their own, by name. Null until loaded. */
  people: readonly ListedAccessor[] | null;
  problem: Problem | null;
}

/** The people of an event: those with a code of their own. Gives them photos. */
export class People {
  readonly store = createStore<PeopleState>({ people: null, problem: null });
  readonly #photos: EventPhotos;
  readonly #numbers = new Numbers();
  #reads = 0;

  constructor(photos: EventPhotos) {
    this.#photos = photos;
  }

  read = async () => {
    const read = ++this.#reads;
    try {
      const codes = await listCodes(this.#photos.eventId);
      if (read === this.#reads) this.#set(codes?.accessors ?? []);
    } catch (thrown) {
      this.store.set({ ...this.store.value, problem: problemOf(thrown) });
    }
  };

  /** The person of a number key. */
  ofKey = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
    /^[1-9]$/.test(key) && !ctrlKey && !metaKey && !altKey ? this.numbered[Number(key) - 1] : undefined;

  /** By number key, 1 first. */
  get numbered(): readonly (ListedAccessor | undefined)[] {
    return this.#numbers.codes.map(code => (code === undefined ? undefined : this.#find(code)));
  }

  /** Calls `listener` after each change of people or photos. Returns the function to unsubscribe. */
  subscribe = (listener: () => void) => {
    const stops = [this.store.subscribe(listener), this.#photos.store.subscribe(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  };

  /** Gives photos to a person, at once on the screen. Offers to undo it. */
  give = async (person: ListedAccessor, photoIds: readonly string[]) => {
    const { accessCode } = person;
    this.#numbers.use(accessCode);
    try {
      const added = await this.#missing(person, photoIds);
      const text = strings.addedTo(added.length, nameOf(person));
      if (added.length) await this.#changeUndoably(person, added, true, text);
      else showToast(text);
    } catch (thrown) {
      this.#fail(nameOf(person), thrown);
    }
  };

  /** Takes photos from a person, at once on the screen. Offers to undo it. */
  take = async (person: ListedAccessor, photoIds: readonly string[]) => {
    const text = strings.takenFrom(photoIds.length, nameOf(person));
    await this.#changeUndoably(person, photoIds, false, text).catch(thrown => this.#fail(nameOf(person), thrown));
  };

  /** Makes a code for a new name, with these photos. Offers to undo both. */
  add = async (label: string, photoIds: readonly string[]) => {
    const eventId = this.#photos.eventId;
    const code: PhotoCode = { accessCode: `new: ${label}`, label };
    const change = { photoIds: new Set(photoIds), code, isAdded: true };
    try {
      await this.#photos.changeCode(change, async () => {
        change.code = await issueCode({ eventId, label, email: "", group: "", photoIds, allPhotos: false });
        return change.code;
      });
    } catch (thrown) {
      return this.#fail(label, thrown);
    }
    const { accessCode } = change.code;
    await this.read();
    this.#numbers.use(accessCode);
    offerUndo(strings.madeFor(photoIds.length, label), async () => {
      await this.#photos.changeCode({ ...change, isAdded: false }, async () => {
        await revokeCode(eventId, accessCode);
        return change.code;
      });
      await this.read();
    });
  };

  /** The undo can be pressed before the service has answered. */
  async #changeUndoably(person: ListedAccessor, photoIds: readonly string[], isAdded: boolean, text: string) {
    const withdraw = offerUndo(text, () => this.#change(person, photoIds, !isAdded));
    try {
      await this.#change(person, photoIds, isAdded);
    } catch (thrown) {
      withdraw();
      throw thrown;
    }
  }

  async #change(person: ListedAccessor, photoIds: readonly string[], isAdded: boolean) {
    const { accessCode, label } = person;
    const ids = [...photoIds];
    const input = { eventId: this.#photos.eventId, accessCode, [isAdded ? "addPhotoIds" : "removePhotoIds"]: ids };
    const step = isAdded ? ids.length : -ids.length;
    this.#count(accessCode, count => count + step);
    try {
      await this.#photos.changeCode({ photoIds: new Set(ids), code: { accessCode, label }, isAdded }, async () => {
        const { photoCount } = await updateCode(input);
        this.#count(accessCode, () => photoCount);
        return { accessCode, label };
      });
    } catch (thrown) {
      this.#count(accessCode, count => count - step);
      throw thrown;
    }
  }

  /** The photos that are not in the code yet. An undo must leave the others. */
  async #missing(person: ListedAccessor, photoIds: readonly string[]): Promise<string[]> {
    const wanted = new Set(photoIds);
    const photos = this.#photos.store.value.photos.filter(({ id }) => wanted.has(id));
    const names = (codes: readonly PhotoCode[]) => codes.some(({ accessCode }) => accessCode === person.accessCode);
    const isUnknown = photos.some(photo => isCut(photo) && !names(photo.accessors));
    if (!isUnknown) return photos.filter(({ accessors }) => !names(accessors)).map(({ id }) => id);
    const before = await idsOfCode(this.#photos.eventId, person);
    return photoIds.filter(id => !before.has(id));
  }

  #fail(name: string, thrown: unknown) {
    const reason = errorText(problemOf(thrown), strings.userErrors);
    showToast(`${strings.notGiven(name)} ${reason}`, { isProblem: true });
  }

  #find = (code: string) => this.store.value.people?.find(({ accessCode }) => accessCode === code);

  #count(code: string, counted: (count: number) => number) {
    const people = this.store.value.people?.map(person =>
      person.accessCode === code ? { ...person, photoCount: Math.max(0, counted(person.photoCount)) } : person,
    );
    if (people) this.store.set({ people, problem: null });
  }

  #set(codes: readonly ListedAccessor[]) {
    const people = codes.filter(({ allPhotos }) => !allPhotos).sort(byName);
    this.#numbers.fill(people.map(({ accessCode }) => accessCode));
    this.store.set({ people, problem: null });
  }
}
