import { useState } from "preact/hooks";

/** Returns whether `act` is running, and a function that starts it unless it is. */
export function useBusy(act: () => Promise<void>) {
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    if (isBusy) return;
    setBusy(true);
    await act().finally(() => setBusy(false));
  };
  return [isBusy, start] as const;
}
