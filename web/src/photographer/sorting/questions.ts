import { type Owner, startAt } from "./changes";
import type { Change, Name, Question } from "./documents";

export type QuestionKind = Question["kind"];

/** How a question is asked: about a whole camera, with a name to type, or as one of several rows. */
type Stage = "camera" | "card" | "row";

const STAGES: Partial<Record<QuestionKind, Stage>> = {
  CARDS_LAST: "camera",
  TWO_SEQUENCES: "camera",
  NO_CARDS: "camera",
  NO_TIME: "camera",
  NO_CAMERA: "camera",
  UNREAD_CARD: "card",
};
const ORDER: readonly Stage[] = ["camera", "card", "row"];
export const MAX_ROWS = 8;

const stageOf = ({ kind }: Question): Stage => STAGES[kind] ?? "row";

interface QuestionScreen {
  stage: Stage;
  questions: readonly Question[];
}

/**
 * What is asked next: the gravest question alone, or up to eight rows of different series. A series with several
 * questions shows the gravest, and the others after it is answered. Null if nothing is open.
 */
export function nextScreen(open: readonly Question[]): QuestionScreen | null {
  const stage = ORDER.find(each => open.some(question => stageOf(question) === each));
  if (!stage) return null;
  const all = open.filter(question => stageOf(question) === stage);
  if (stage !== "row") return { stage, questions: all.slice(0, 1) };
  const asked = new Set<string>();
  const rows = all.filter(({ id, series }) => {
    const key = series?.id ?? id;
    return !asked.has(key) && asked.add(key);
  });
  return { stage, questions: rows.slice(0, MAX_ROWS) };
}

/** "Right as it is". */
export function confirm(question: Question): Change[] {
  const answer = { answer: { questionId: question.id } };
  return question.kind === "CARDS_LAST" ? [{ cardsLast: true }, answer] : [answer];
}

/** Where a question would have a series begin. */
export const placeOf = ({ photo, series, photosAfter }: Question): string | null =>
  photo?.id ?? series?.cards[0]?.id ?? series?.firstPhotos[0]?.id ?? photosAfter[0]?.id ?? null;

/** A series of this owner begins at the question's place. */
export function correct(question: Question, owner: Owner, { isCard = false } = {}): Change[] {
  const place = placeOf(question);
  return place ? [startAt(place, owner, { isCard }), { answer: { questionId: question.id } }] : [];
}

/** Nothing begins at the question's place: what follows belongs to the series before. */
export function joinAt(question: Question): Change[] {
  const place = placeOf(question);
  return place ? [{ noStart: { photoId: place } }, { answer: { questionId: question.id } }] : [];
}

/** Whether the place shows a card, so that "this is no card" is an answer. */
export const hasCardAtPlace = (question: Question) =>
  question.photo?.isCard === true || stageOf(question) === "card" || question.kind === "HASTY_CARD";

/** Whether a card may have been missed at the place: a photo that looks like any other may be a blurred card. */
export const mayHideCard = ({ kind }: Question) => kind === "MISSED_CARD";

/** The names to choose from, best first: those of the question, then those of its series. */
export function suggestionsOf({ suggestions, series, kind }: Question): readonly Name[] {
  const own = kind === "FAMILY" || kind === "BEFORE_FIRST_CARD" ? (series?.accessors ?? []) : [];
  return uniqueNames([...suggestions, ...own]);
}

/** Each name once, where it comes first. */
export const uniqueNames = (names: readonly Name[]): Name[] =>
  names.filter(({ accessCode }, index) => names.findIndex(other => other.accessCode === accessCode) === index);
