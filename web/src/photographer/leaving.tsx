import { useEffect, useState } from "preact/hooks";
import { navigate } from "../router";
import { Confirm } from "./forms/confirm";
import { words } from "./words/words";

/** Asks before a screen is left by a link while it has changes that are not saved: draw what it answers. */
export function useQuestionOnLeaving(hasChanges: boolean) {
  const [to, setTo] = useState<string | null>(null);
  useEffect(() => {
    if (!hasChanges) return;
    const hold = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || link.target || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      setTo(link.href);
    };
    const warn = (event: Event) => event.preventDefault();
    document.addEventListener("click", hold, true);
    addEventListener("beforeunload", warn);
    return () => {
      document.removeEventListener("click", hold, true);
      removeEventListener("beforeunload", warn);
    };
  }, [hasChanges]);
  return to && hasChanges ? (
    <Confirm
      title={words.leaveTitle}
      hint={words.leaveHint}
      submit={words.leave}
      onConfirm={async () => navigate(to)}
      onClose={() => setTo(null)}
    />
  ) : null;
}
