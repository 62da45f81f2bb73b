import { useRef } from "preact/hooks";
import { duration } from "../../i18n/numbers";
import { Button } from "../../ui/button";
import { ownerOf, questionText } from "./describe";
import type { Question, SortedSeries } from "./documents";
import { words } from "./i18n/strings";
import { useReview } from "./review-context";
import { Thumb, Thumbs } from "./thumb";
import { useKeys } from "./use-keys";

interface Properties {
  questions: readonly Question[];
  /** What was chosen instead, by id of the question. */
  corrections: ReadonlyMap<string, string>;
  onWrong: (question: Question) => void;
  onLook: (series: SortedSeries) => void;
}

/** Up to eight questions, each with three photos before its place and three after it. */
export function QuestionRows({ questions, corrections, onWrong, onLook }: Properties) {
  const list = useRef<HTMLOListElement>(null);
  const numbers = questions.map((question, index) => [String(index + 1), () => onWrong(question)]);
  useKeys({
    ...Object.fromEntries(numbers),
    ArrowDown: () => move(list.current, 1),
    ArrowUp: () => move(list.current, -1),
  });
  return (
    <ol class="ask-rows" ref={list}>
      {questions.map((question, index) => (
        <Row
          key={question.id}
          number={index + 1}
          question={question}
          correction={corrections.get(question.id)}
          onWrong={() => onWrong(question)}
          onLook={onLook}
        />
      ))}
    </ol>
  );
}

/** Focuses the next row, or the one before. */
function move(list: HTMLElement | null, step: number) {
  const stops = [...(list?.querySelectorAll<HTMLElement>(".ask-wrong") ?? [])];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step]?.focus();
}

interface RowProperties {
  number: number;
  question: Question;
  correction: string | undefined;
  onWrong: () => void;
  onLook: (series: SortedSeries) => void;
}

function Row({ number, question, correction, onWrong, onLook }: RowProperties) {
  const { series, photo, photosBefore, photosAfter, gapSeconds } = question;
  const text = questionText(question, useReview().event);
  // The place itself is shown larger: a blurred card looks like any photo when it is small.
  const after = photosAfter.filter(({ id }) => id !== photo?.id);
  return (
    <li class="ask-row" data-corrected={correction ? true : undefined}>
      <p class="ask-words">
        <span class="ask-number" aria-hidden="true">
          {number}
        </span>
        {text}
      </p>
      <div class="ask-photos">
        {photosBefore.length ? (
          <>
            <span class="ask-side">
              <Thumbs photos={photosBefore} />
            </span>
            <span class="ask-gap">{gapSeconds ? words.pause(duration(gapSeconds)) : "·"}</span>
          </>
        ) : null}
        {photo ? (
          <span class="ask-place">
            <Thumb photo={photo} />
          </span>
        ) : null}
        <span class="ask-side">
          <Thumbs photos={after} />
        </span>
      </div>
      <div class="ask-actions">
        {correction ? (
          <p class="ask-corrected">{correction}</p>
        ) : (
          <Button class="quiet-button ask-wrong" aria-label={words.wrongAbout(number, text)} onClick={onWrong}>
            {words.wrong}
          </Button>
        )}
        {series ? (
          <Button aria-label={words.lookCloserAt(ownerOf(series))} onClick={() => onLook(series)}>
            {words.lookCloser}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
