import { words } from "../words/words";
import type { Accessor } from "./documents";
import { spaced } from "./spaced";
import { Told } from "./told";

interface Properties {
  accessors: readonly Accessor[];
  onShow: (accessCode: string) => void;
}

/** Codes one below the other: whom each is for, what it opens, and who has seen it. */
export function CodeList({ accessors, onShow }: Properties) {
  return (
    <ul class="codes">
      {accessors.map(accessor => (
        <li key={accessor.accessCode}>
          <button type="button" onClick={() => onShow(accessor.accessCode)}>
            <span class="row-code">{spaced(accessor.accessCode)}</span>
            <span class="row-label">{accessor.label ?? <span class="quiet">{words.noLabel}</span>}</span>
            <span class="row-told quiet">
              <Told accessor={accessor} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
