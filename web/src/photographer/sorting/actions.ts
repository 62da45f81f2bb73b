import { showToast } from "../../ui/toasts";
import { showProblem } from "../show-problem";
import { offerUndo, withdrawUndo } from "../undo";
import type { Change } from "./documents";
import { words } from "./i18n/strings";
import type { Sorting } from "./sorting";

/** Changes the proposal, says so by `text`, and offers the undo. Returns whether it succeeded. */
export async function change(sorting: Sorting, changes: readonly Change[], text: string): Promise<boolean> {
  const isDone = await attempt(() => sorting.change(changes, text));
  if (isDone) offerUndo(text, sorting.undo);
  return isDone;
}

/** Takes back the last change, and says what it was. */
export async function undoLast(sorting: Sorting) {
  withdrawUndo();
  await attempt(async () => {
    const text = await sorting.undo();
    showToast(text === null ? words.nothingToUndo : words.undone(text));
  });
}

/** Shows a failure. Returns whether there was none. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (thrown) {
    showProblem(thrown, { PHOTOS_PENDING: words.pendingRefused });
    return false;
  }
}
