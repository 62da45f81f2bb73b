import { strings } from "../i18n/strings";
import { CodeSummary } from "./code-summary";
import type { Accessor } from "./documents";
import { formatCode } from "./format-code";

interface Properties {
  accessors: readonly Accessor[];
  onShow: (accessCode: string) => void;
}

/** A list of codes with label and summary. */
export function CodeList({ accessors, onShow }: Properties) {
  return (
    <ul class="codes">
      {accessors.map(accessor => (
        <li key={accessor.accessCode}>
          <button type="button" onClick={() => onShow(accessor.accessCode)}>
            <span class="row-code">{formatCode(accessor.accessCode)}</span>
            <span class="row-label">
              {accessor.label ?? <span class="quiet">{strings.noLabel}</span>}
              {accessor.group ? <span class="row-group">{accessor.group}</span> : null}
            </span>
            <span class="row-summary quiet">
              <CodeSummary accessor={accessor} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
