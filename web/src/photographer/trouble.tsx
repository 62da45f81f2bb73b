import type { Problem } from "../api/problem";
import { common } from "../words/common";
import { told } from "../words/problems";
import { words } from "./words/words";

interface Properties {
  problem: Problem | null;
  onRetry: () => void;
}

/** Why something could not be read or done, with a way to try again. */
export function Trouble({ problem, onRetry }: Properties) {
  return (
    <div class="notice" role="alert" data-shown={problem ? true : undefined}>
      {problem ? (
        <>
          <p>{told(problem, words.refusals)}</p>
          <button type="button" class="quiet-button" onClick={onRetry}>
            {common.retry}
          </button>
        </>
      ) : null}
    </div>
  );
}
