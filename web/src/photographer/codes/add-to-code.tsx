import { Dialog } from "../../ui/dialog";
import { ErrorNotice } from "../error-notice";
import { strings } from "../i18n/strings";
import { useQuery } from "../use-query";
import { useCodeSearch } from "./code-search";
import { CodeSummary } from "./code-summary";
import { type ListedAccessor, listCodes } from "./documents";
import { nameOf } from "./format-code";
import { byName } from "./names-list";
import { moveByKey } from "./search-keys";

interface Properties {
  eventId: string;
  onClose: () => void;
  onChosen: (accessor: ListedAccessor) => void;
}

/** Chooses an existing code for photos: by a press on it, or Enter when it is the only one that matches. */
export function AddToCode({ eventId, onClose, onChosen }: Properties) {
  const { data, problem, refetch } = useQuery(() => listCodes(eventId), [eventId]);
  const own = data?.accessors.filter(({ allPhotos }) => !allPhotos).sort(byName) ?? [];
  const { field, search, found } = useCodeSearch(own, { isFirst: true });
  const only = found.length === 1 ? found[0] : undefined;
  const add = (accessor: ListedAccessor) => {
    onChosen(accessor);
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (only) add(only);
  };
  const press = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.key !== "Escape") return moveByKey(event, event.currentTarget);
    event.preventDefault(); // some browsers would only empty the field
    onClose();
  };
  return (
    <Dialog title={strings.addToCode} onClose={onClose}>
      <ErrorNotice problem={problem} onRetry={refetch} />
      <form class="code-finder" onSubmit={submit} onKeyDown={press}>
        {field}
        <p class="quiet" role="status">
          {data && !own.length ? strings.noCodesWithPhotos : data && !found.length ? strings.noCodeFound : null}
          {only && search ? strings.enterAddsTo(nameOf(only)) : null}
        </p>
        <ul class="code-choices" data-only={only && search ? true : undefined}>
          {found.map(accessor => (
            <li key={accessor.accessCode}>
              <button type="button" onClick={() => add(accessor)}>
                <strong>{nameOf(accessor)}</strong>
                <span class="quiet">
                  <CodeSummary accessor={accessor} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </Dialog>
  );
}
