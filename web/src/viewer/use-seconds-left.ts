import { useEffect, useState } from "preact/hooks";

/** Counts down from `seconds` to 0. Restarts when `cause` changes. */
export function useSecondsLeft(seconds: number, cause: unknown): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    const timer = seconds ? setInterval(tick, 1000) : 0;
    return () => clearInterval(timer);
  }, [cause]);
  return left;
}
