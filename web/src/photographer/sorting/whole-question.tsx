import { Button } from "../../ui/button";
import { questionText } from "./describe";
import type { Name, Question } from "./documents";
import { words } from "./i18n/strings";
import { NameField, type Special } from "./name-field";
import { suggestionsOf } from "./questions";
import { useReview } from "./review-context";
import { Thumb, Thumbs } from "./thumb";
import { useFocusedButton } from "./use-focused-button";

interface CameraProperties {
  question: Question;
  onYes: () => void;
  /** Absent where nothing else can be done. */
  onNo?: (() => void) | undefined;
}

/** A question about all photos of a camera. */
export function CameraQuestion({ question, onYes, onNo }: CameraProperties) {
  const yes = useFocusedButton([question.id]);
  return (
    <section class="ask-whole">
      <h2>{questionText(question, useReview().event)}</h2>
      <div class="ask-strip">
        <Thumbs photos={[...question.photosBefore, ...question.photosAfter]} />
      </div>
      <div class="buttons" ref={yes}>
        <Button class="button" onClick={onYes}>
          {onNo ? words.yes : words.right}
        </Button>
        {onNo ? <Button onClick={onNo}>{words.no}</Button> : null}
      </div>
    </section>
  );
}

interface CardProperties {
  question: Question;
  onName: (names: readonly Name[]) => void;
  specials: readonly Special[];
}

/** A card that could not be read, as large as the screen allows, with the cursor in the field for its name. */
export function CardQuestion({ question, onName, specials }: CardProperties) {
  const { photo, photosBefore, photosAfter } = question;
  const place = photo ?? question.series?.cards[0];
  return (
    <section class="ask-card">
      <div class="ask-card-picture">
        {place ? <Thumb photo={place} url={photo?.preview?.url} text={place.filename} /> : null}
        <div class="ask-strip">
          <Thumbs photos={photosBefore} />
          <span class="ask-gap">·</span>
          <Thumbs photos={photosAfter.filter(({ id }) => id !== place?.id)} />
        </div>
      </div>
      <div>
        <h2>{questionText(question, useReview().event)}</h2>
        <NameField key={question.id} suggestions={suggestionsOf(question)} onChoose={onName} specials={specials} />
      </div>
    </section>
  );
}
