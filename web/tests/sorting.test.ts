import { afterEach, expect, test, vi } from "vitest";
import { inOrder, joinBefore, rename, secondsBetween } from "../src/photographer/sorting/changes";
import type { Question, SortedPhoto, SortedSeries } from "../src/photographer/sorting/documents";
import { lookedAt, nextLooks } from "../src/photographer/sorting/looks";
import { rankNames, toggled } from "../src/photographer/sorting/names";
import { changedSeries, waitingFor } from "../src/photographer/sorting/publishing";
import { confirm, correct, joinAt, nextScreen, type QuestionKind } from "../src/photographer/sorting/questions";
import { UndoSteps } from "../src/photographer/sorting/undo-steps";

const photo = (id: string, takenAt: string | null = null): SortedPhoto => ({
  id,
  filename: `${id}.jpg`,
  takenAt,
  width: 3,
  height: 2,
  placeholder: null,
  isCard: false,
  thumbnail: null,
});

const series = (id: string, change: Partial<SortedSeries> = {}): SortedSeries => ({
  id,
  kind: "SUBJECTS",
  state: "UNPUBLISHED",
  photoCount: 3,
  startsAt: null,
  endsAt: null,
  cameraId: null,
  lookId: `${id}-look`,
  needsLook: true,
  accessors: [{ accessCode: "ANNA22", label: "Anna" }],
  cards: [photo(`${id}-card`)],
  firstPhotos: [photo(`${id}-1`)],
  lastPhotos: [photo(`${id}-3`)],
  ...change,
});

const question = (id: string, kind: QuestionKind, change: Partial<Question> = {}): Question => ({
  id,
  kind,
  photoCount: 3,
  cameraId: null,
  gapSeconds: 48,
  photo: { ...photo(`${id}-place`), preview: null },
  photosBefore: [],
  photosAfter: [],
  suggestions: [],
  series: series(`${id}-series`),
  ...change,
});

const ids = (screen: ReturnType<typeof nextScreen>) => screen?.questions.map(({ id }) => id);

test("whole cameras are asked about first, then unread cards, then up to eight rows", () => {
  const rows = Array.from({ length: 10 }, (_, index) => question(`row${index}`, "MISSED_CARD"));
  const open = [...rows, question("card", "UNREAD_CARD"), question("z6", "NO_CARDS"), question("last", "CARDS_LAST")];
  expect(ids(nextScreen(open))).toEqual(["z6"]);
  expect(ids(nextScreen(open.slice(0, 11)))).toEqual(["card"]);
  expect(ids(nextScreen(rows))).toEqual(rows.slice(0, 8).map(({ id }) => id));
  expect(nextScreen([])).toBe(null);
});

test("a series with several questions shows the gravest, and the others later", () => {
  const one = series("one");
  const open = [
    question("first", "MISSED_CARD", { series: one }),
    question("second", "SEEN_TWICE", { series: one }),
    question("other", "FAMILY"),
    question("nobody's", "SAME_INSTANT", { series: null }),
  ];
  expect(ids(nextScreen(open))).toEqual(["first", "other", "nobody's"]);
});

test("a kind of question that this page does not know yet is a row", () => {
  expect(nextScreen([question("new", "PUBLISHED_ELSEWHERE" as QuestionKind)])?.stage).toBe("row");
});

test("what is right is answered, and cards that came last turn the sorting round", () => {
  expect(confirm(question("q", "MISSED_CARD"))).toEqual([{ answer: { questionId: "q" } }]);
  expect(confirm(question("q", "CARDS_LAST"))).toEqual([{ cardsLast: true }, { answer: { questionId: "q" } }]);
});

test("a correction begins a series at the place and answers the question", () => {
  const answer = { answer: { questionId: "q" } };
  const start = (accessCodes: string[], nobody = false) => ({
    startSeries: { photoId: "q-place", accessCodes, everybody: false, nobody, isCard: false },
  });
  const missed = question("q", "MISSED_CARD");
  expect(correct(missed, { codes: ["BEN222"] })).toEqual([start(["BEN222"]), answer]);
  expect(correct(missed, "nobody")).toEqual([start([], true), answer]);
  expect(correct(missed, { codes: ["BEN222"] }, { isCard: true })[0]).toHaveProperty("startSeries.isCard", true);
  expect(joinAt(missed)).toEqual([{ noStart: { photoId: "q-place" } }, answer]);
});

test("without a place, the series' card or its first photo is it", () => {
  const before = question("q", "BEFORE_FIRST_CARD", { photo: null, series: series("s", { cards: [] }) });
  expect(correct(before, { codes: ["BEN222"] })[0]).toHaveProperty("startSeries.photoId", "s-1");
});

test("a series that joins the one before keeps its cards hidden", () => {
  expect(joinBefore(series("s"))).toEqual([
    { noStart: { photoId: "s-card" } },
    { assign: { photoIds: ["s-card"], accessCodes: [], everybody: false } },
  ]);
  expect(joinBefore(series("s", { cards: [] }))).toEqual([{ noStart: { photoId: "s-1" } }]);
});

test("a family's series that is another's begins at its first card, and its other cards say nothing more", () => {
  const family = series("s", { cards: [photo("a"), photo("b")] });
  expect(rename(family, { codes: ["BEN222"] })).toEqual([
    { startSeries: { photoId: "a", accessCodes: ["BEN222"], everybody: false, nobody: false, isCard: false } },
    { noStart: { photoId: "b" } },
    { assign: { photoIds: ["b"], accessCodes: [], everybody: false } },
  ]);
});

test("cards and photos stand in order of time, those without a time last", () => {
  const [card, first, second] = [
    photo("card", "2026-06-20T12:00:00Z"),
    photo("1", "2026-06-20T12:00:04.5Z"),
    photo("2"),
  ];
  expect(inOrder([card], [second, first]).map(({ id }) => id)).toEqual(["card", "1", "2"]);
  expect(secondsBetween(card, first)).toBe(4.5);
  expect(secondsBetween(first, second)).toBe(null);
});

test("suggested names come first, then those never seen, and Enter's first matches the letters", () => {
  const name = (label: string) => ({ accessCode: `${label.toUpperCase()}2`, label });
  const [anna, ben, cleo, dora] = ["Anna", "Ben", "Cleo", "Dora"].map(name);
  const names = {
    all: [anna, ben, cleo, dora].flatMap(each => each ?? []),
    suggestions: [dora, ben].flatMap(each => each ?? []),
    unseen: new Set(["CLEO2"]),
  };
  const labels = (search: string) => rankNames(names, search).map(({ label }) => label);
  expect(labels("")).toEqual(["Dora", "Ben", "Cleo", "Anna"]);
  expect(labels("an")).toEqual(["Anna"]);
  expect(labels("x")).toEqual([]);
});

test("a name that begins with the letters comes before one that only contains them", () => {
  const all = ["Stan", "Anton"].map(label => ({ accessCode: label, label }));
  expect(rankNames({ all, suggestions: [], unseen: new Set() }, "an")[0]?.label).toBe("Anton");
});

test("a suggestion whose code contains the letters comes after a name that begins with them", () => {
  const [finn, cleo] = [
    { accessCode: "4CLX0P", label: "Finn" },
    { accessCode: "7Q2WZ9", label: "Cleo" },
  ];
  const labels = rankNames({ all: [finn, cleo], suggestions: [finn], unseen: new Set() }, "c").map(each => each.label);
  expect(labels).toEqual(["Cleo", "Finn"]);
});

test("series are changed that are new, or have other photos or owners than before", () => {
  const before = [series("same"), series("more"), series("other"), series("gone")];
  const after = [series("same"), series("more", { photoCount: 4 }), series("other", { accessors: [] }), series("new")];
  expect(changedSeries(before, after)).toEqual(new Set(["more", "other", "new"]));
});

test("publishing waits for photos that are being prepared", () => {
  const summary = { pendingPhotoCount: 113 } as Parameters<typeof waitingFor>[1];
  expect(waitingFor(300, summary)).toEqual([187, 300]);
  expect(waitingFor(300, { ...summary, pendingPhotoCount: 0 })).toBe(null);
});

test("a last look shows what nobody has looked at, 24 a screen, and what is to be shown again", () => {
  const all = Array.from({ length: 30 }, (_, index) => series(String(index), { needsLook: index !== 3 }));
  const first = nextLooks(all, new Set());
  expect(first).toHaveLength(24);
  expect(first).not.toContain("3");
  const looked = lookedAt(all, [{ look: { lookIds: first.map(id => `${id}-look`) } }]);
  expect(nextLooks(looked, new Set())).toEqual(["25", "26", "27", "28", "29"]);
  expect(nextLooks(looked, new Set(["3"]))).toEqual(["3", "25", "26", "27", "28", "29"]);
  expect(nextLooks(lookedAt(looked, [{ unlook: { lookIds: ["1-look"] } }]), new Set())[0]).toBe("1");
  expect(nextLooks([series("empty", { lookId: null, needsLook: false })], new Set(["empty"]))).toEqual([]);
});

test("several names are gathered for a family, and taken out again", () => {
  const [anna, ben] = [
    { accessCode: "ANNA22", label: "Anna" },
    { accessCode: "BEN222", label: "Ben" },
  ];
  expect(toggled(toggled([], anna), ben)).toEqual([anna, ben]);
  expect(toggled([anna, ben], { ...anna })).toEqual([ben]);
  const many = Array.from({ length: 50 }, (_, index) => ({ accessCode: String(index), label: null }));
  expect(toggled(many, anna)).toEqual(many);
});

afterEach(() => vi.unstubAllGlobals());

function stubStorage(maxCharacters = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => kept.delete(key),
    setItem(key: string, text: string) {
      if (text.length > maxCharacters) throw new DOMException("", "QuotaExceededError");
      kept.set(key, text);
    },
  });
}

const step = (text: string) => ({ text, changes: [{ answer: { questionId: text } }] });

test("the way back through corrections outlives the page, for one event, and at most a hundred steps of it", () => {
  stubStorage();
  const steps = new UndoSteps("e1");
  for (let number = 0; number <= 100; number++) steps.push(step(String(number)));
  expect(new UndoSteps("e2").last).toBe(null);
  const reloaded = new UndoSteps("e1");
  for (let number = 100; number; number--) {
    expect(reloaded.last).toEqual(step(String(number)));
    reloaded.pop();
  }
  expect(new UndoSteps("e1").last).toBe(null);
});

test("steps that do not fit are kept on the page alone, and no older ones in their place", () => {
  stubStorage(100);
  const steps = new UndoSteps("e1");
  steps.push(step("short"));
  steps.push(step("long".repeat(50)));
  expect(steps.last?.text).toMatch(/^long/);
  expect(new UndoSteps("e1").last).toBe(null);
});
