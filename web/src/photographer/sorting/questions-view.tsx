import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../store";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icons";
import { useBusy } from "../../ui/use-busy";
import { change } from "./actions";
import { type Owner, ownedBy } from "./changes";
import { listed } from "./describe";
import type { Change, Question, SortedSeries } from "./documents";
import { words } from "./i18n/strings";
import type { Special } from "./name-field";
import { OwnerDialog } from "./owner-dialog";
import { QuestionRows } from "./question-rows";
import { confirm, correct, hasCardAtPlace, joinAt, mayHideCard, nextScreen, suggestionsOf } from "./questions";
import { ReviewBar } from "./review-bar";
import { useReview } from "./review-context";
import type { Sorting } from "./sorting";
import { useFocusedButton } from "./use-focused-button";
import { CameraQuestion, CardQuestion } from "./whole-question";

interface Properties {
  onLook: (series: SortedSeries) => void;
  /** All questions are answered. */
  onDone: () => void;
}

/** The open questions, gravest first. What is on the screen stays there until the photographer goes on. */
export function QuestionsView({ onLook, onDone }: Properties) {
  const { sorting } = useReview();
  const { summary, undone } = useStore(sorting.store);
  const read = () => nextScreen(sorting.store.value.summary?.questions.nodes ?? []);
  const [screen, setScreen] = useState(read);
  const [corrections, setCorrections] = useState<ReadonlyMap<string, string>>(new Map());
  const [wrong, setWrong] = useState<Question | null>(null);
  const next = () => {
    setCorrections(new Map());
    setScreen(read);
  };
  useEffect(next, [undone]);
  useEffect(() => {
    if (!screen) next();
  }, [summary]);
  const go = useFocusedButton([screen]);
  const [isBusy, act] = useAnswer(next);
  if (!summary || !screen) return summary ? <NoQuestions onDone={onDone} /> : null;

  const [first] = screen.questions;
  const left = words.questionsLeft(summary.questionCount);
  const open = screen.questions.filter(({ id }) => !corrections.has(id));
  const rest = () =>
    act(async () => open.length === 0 || change(sorting, open.flatMap(confirm), words.did.confirmed(open.length)));
  const correctRow = async (question: Question, changes: readonly Change[], did: string, text: string) => {
    if (await change(sorting, changes, did)) setCorrections(before => new Map([...before, [question.id, text]]));
  };
  return (
    <>
      <ReviewBar text={left}>
        {screen.stage === "row" ? (
          <div class="go-on" ref={go}>
            <Button class="button" icon="check" aria-disabled={isBusy} onClick={rest}>
              {corrections.size ? words.restIsRight : words.allRight}
            </Button>
          </div>
        ) : null}
      </ReviewBar>
      {screen.stage === "row" ? (
        <>
          <p class="quiet">
            {words.rowsHint} <span class="keys-hint">{words.rowsKeys}</span>
          </p>
          <QuestionRows questions={screen.questions} corrections={corrections} onWrong={setWrong} onLook={onLook} />
        </>
      ) : first && screen.stage === "card" ? (
        <CardQuestion
          key={first.id}
          question={first}
          onName={names => act(() => change(sorting, correct(first, ownedBy(names)), words.did.named(listed(names))))}
          specials={[
            {
              text: words.noCard,
              onChoose: () => act(() => change(sorting, joinAt(first), words.did.noCard)),
            },
            {
              text: words.skipCard,
              onChoose: () => act(() => change(sorting, correct(first, "nobody"), words.did.named(words.nobody))),
            },
          ]}
        />
      ) : first ? (
        <CameraQuestion
          question={first}
          onYes={() => act(() => change(sorting, confirm(first), words.did.confirmed(1)))}
          onNo={canRefuse(first) ? () => act(() => refuse(sorting, first)) : undefined}
        />
      ) : null}
      {wrong ? (
        <Correction
          question={wrong}
          onClose={() => setWrong(null)}
          onCorrect={(changes, did, text) => void correctRow(wrong, changes, did, text)}
        />
      ) : null}
    </>
  );
}

/** Runs one answer at a time, and then shows what is asked next. */
function useAnswer(next: () => void) {
  const answer = useRef<() => Promise<boolean>>(async () => true);
  const [isBusy, start] = useBusy(async () => {
    if (await answer.current()) next();
  });
  const act = (run: () => Promise<boolean>) => {
    if (isBusy) return;
    answer.current = run;
    void start();
  };
  return [isBusy, act] as const;
}

/** Whether "No" can be done. */
const canRefuse = ({ kind }: Question) => kind === "CARDS_LAST" || kind === "NO_CARDS";

/** Answers "No": the cards came first all the same; the photos of a camera without cards are nobody's. */
function refuse(sorting: Sorting, question: Question): Promise<boolean> {
  if (question.kind === "NO_CARDS")
    return change(sorting, correct(question, "nobody"), words.did.excluded(question.photoCount));
  return change(sorting, [{ answer: { questionId: question.id } }], words.did.confirmed(1));
}

interface CorrectionProperties {
  question: Question;
  onCorrect: (changes: readonly Change[], did: string, text: string) => void;
  onClose: () => void;
}

/** Asks what is the case instead. */
function Correction({ question, onCorrect, onClose }: CorrectionProperties) {
  const specials: Special[] = hasCardAtPlace(question)
    ? [{ text: words.stillBefore, onChoose: () => onCorrect(joinAt(question), words.did.joined, words.joined) }]
    : [];
  const choose = (owner: Owner, text: string, isCard: boolean) =>
    onCorrect(correct(question, owner, { isCard }), words.did.split(text), words.corrected(text));
  return (
    <OwnerDialog
      title={words.whoseFromHere}
      suggestions={suggestionsOf(question)}
      mayBeCard={mayHideCard(question)}
      specials={specials}
      onChoose={choose}
      onClose={onClose}
    />
  );
}

function NoQuestions({ onDone }: { onDone: () => void }) {
  const button = useFocusedButton([]);
  return (
    <>
      <ReviewBar text={words.noQuestions} />
      <section class="empty-event review-done">
        <Icon name="check" />
        <h2>{words.noQuestions}</h2>
        <p class="quiet">{words.noQuestionsHint}</p>
        <div ref={button}>
          <Button class="button" onClick={onDone}>
            {words.startLastLook}
          </Button>
        </div>
      </section>
    </>
  );
}
