import { useLayoutEffect, useState } from "preact/hooks";
import { blockNavigation, navigate } from "../router";
import { listen } from "../ui/listen";
import { Confirm } from "./forms/confirm";
import { strings } from "./i18n/strings";

/** Asks for confirmation before the user leaves a screen with unsaved changes. Render the returned element. */
export function useUnsavedChangesPrompt(hasChanges: boolean) {
  const [leave, setLeave] = useState<{ go: () => void } | null>(null);
  // A layout effect: a key press may follow the change in the same frame.
  useLayoutEffect(() => {
    if (!hasChanges) return;
    const interceptLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || link.target || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      setLeave({ go: () => navigate(link.href) });
    };
    const warn = (event: Event) => event.preventDefault();
    const release = blockNavigation(go => setLeave({ go }));
    const stopListening = listen({ click: interceptLink, beforeunload: warn }, globalThis, { capture: true });
    return () => {
      release();
      stopListening();
    };
  }, [hasChanges]);
  return leave && hasChanges ? (
    <Confirm
      title={strings.leaveTitle}
      hint={strings.leaveHint}
      submit={strings.leave}
      onConfirm={async () => leave.go()}
      onClose={() => setLeave(null)}
    />
  ) : null;
}
