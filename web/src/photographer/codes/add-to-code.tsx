import { useState } from "preact/hooks";
import { type Problem, problemOf } from "../../api/problem";
import { Dialog } from "../../ui/dialog";
import { showToast } from "../../ui/toasts";
import { ErrorNotice } from "../error-notice";
import { strings } from "../i18n/strings";
import { useQuery } from "../use-query";
import { useCodeSearch } from "./code-search";
import { CodeSummary } from "./code-summary";
import { type Accessor, listCodes, updateCode } from "./documents";
import { formatCode } from "./format-code";
import { byName } from "./names-list";

interface Properties {
  eventId: string;
  photoIds: readonly string[];
  onClose: () => void;
  onAdded: () => void;
}

/** Adds photos to an existing code. */
export function AddToCode({ eventId, photoIds, onClose, onAdded }: Properties) {
  const { data, problem, refetch } = useQuery(() => listCodes(eventId), [eventId]);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const own = data?.accessors.filter(({ allPhotos }) => !allPhotos).sort(byName) ?? [];
  const { field, found } = useCodeSearch(own);
  const add = async ({ accessCode, label }: Accessor) => {
    try {
      await updateCode({ eventId, accessCode, addPhotoIds: [...photoIds] });
      showToast(strings.addedTo(photoIds.length, label ?? formatCode(accessCode)));
      onAdded();
      onClose();
    } catch (thrown) {
      setRefusal(problemOf(thrown));
    }
  };
  return (
    <Dialog title={strings.addToCode} onClose={onClose}>
      <ErrorNotice problem={refusal ?? problem} onRetry={refetch} />
      {data && !own.length ? <p class="quiet">{strings.noCodesWithPhotos}</p> : null}
      {field}
      <ul class="code-choices">
        {found.map(accessor => (
          <li key={accessor.accessCode}>
            <button type="button" onClick={() => add(accessor)}>
              <strong>{accessor.label ?? formatCode(accessor.accessCode)}</strong>
              <span class="quiet">
                <CodeSummary accessor={accessor} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
