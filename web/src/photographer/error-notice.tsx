import type { Problem } from "../api/problem";
import { common } from "../i18n/common";
import { errorText } from "../i18n/error-text";
import { Button } from "../ui/button";
import { strings } from "./i18n/strings";

interface Properties {
  problem: Problem | null;
  onRetry: () => void;
}

/** An error with a retry button. */
export function ErrorNotice({ problem, onRetry }: Properties) {
  return (
    <div class="notice" role="alert" data-shown={problem ? true : undefined}>
      {problem ? (
        <>
          <p>{errorText(problem, strings.userErrors)}</p>
          <Button onClick={onRetry}>{common.retry}</Button>
        </>
      ) : null}
    </div>
  );
}
