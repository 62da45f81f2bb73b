import { useState } from "preact/hooks";
import { type Problem, problemOf } from "../../api/problem";
import { Dialog } from "../../ui/dialog";
import { say } from "../../ui/toasts";
import { useQuestion } from "../question";
import { Trouble } from "../trouble";
import { words } from "../words/words";
import { type Accessor, listCodes, updateCode } from "./documents";
import { useFind } from "./find";
import { byName } from "./names-list";
import { spaced } from "./spaced";
import { Told } from "./told";

interface Properties {
  eventId: string;
  photoIds: readonly string[];
  onClose: () => void;
  onAdded: () => void;
}

/** Puts photos into a code that there is already. */
export function AddToCode({ eventId, photoIds, onClose, onAdded }: Properties) {
  const { answer, problem, again } = useQuestion(() => listCodes(eventId), [eventId]);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const own = answer?.accessors.filter(({ allPhotos }) => !allPhotos).sort(byName) ?? [];
  const { field, found } = useFind(own);
  const add = async ({ accessCode, label }: Accessor) => {
    try {
      await updateCode({ eventId, accessCode, addPhotoIds: [...photoIds] });
      say(words.addedTo(photoIds.length, label ?? spaced(accessCode)));
      onAdded();
      onClose();
    } catch (thrown) {
      setRefusal(problemOf(thrown));
    }
  };
  return (
    <Dialog title={words.addToCode} onClose={onClose}>
      <Trouble problem={refusal ?? problem} onRetry={again} />
      {answer && !own.length ? <p class="quiet">{words.noCodesYet}</p> : null}
      {field}
      <ul class="code-choices">
        {found.map(accessor => (
          <li key={accessor.accessCode}>
            <button type="button" onClick={() => add(accessor)}>
              <strong>{accessor.label ?? spaced(accessor.accessCode)}</strong>
              <span class="quiet">
                <Told accessor={accessor} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
