import { useStore } from "../../store";
import { Dialog } from "../../ui/dialog";
import { ErrorNotice } from "../error-notice";
import { strings } from "../i18n/strings";
import type { People } from "../people/people";
import { useCodeSearch } from "./code-search";
import { CodeSummary } from "./code-summary";
import type { ListedAccessor } from "./documents";
import { nameOf } from "./format-code";
import { moveByKey } from "./search-keys";

interface Properties {
  people: People;
  onClose: () => void;
  onChosen: (accessor: ListedAccessor) => void;
}

/** Chooses one of the codes that the page has read: by a press on it, or Enter when it is the only one that matches. */
export function AddToCode({ people, onClose, onChosen }: Properties) {
  const { people: own, problem } = useStore(people.store);
  const { field, search, found } = useCodeSearch(own ?? [], { isFirst: true });
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
      <ErrorNotice problem={problem} onRetry={people.read} />
      <form class="code-finder" onSubmit={submit} onKeyDown={press}>
        {field}
        <p class="quiet" role="status">
          {own && !own.length ? strings.noCodesWithPhotos : own && !found.length ? strings.noCodeFound : null}
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
