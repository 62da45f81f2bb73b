import { useEffect, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../api/problem";

export interface QueryState<T> {
  /** Null until it is there; what was there before stays while it is asked for anew. */
  answer: T | null;
  problem: Problem | null;
  again: () => Promise<void>;
}

/** Asks when the screen appears, when one of `about` changes, and when somebody comes back to the page. */
export function useQuery<T>(question: () => Promise<T>, about: readonly unknown[]): QueryState<T> {
  const [answer, setAnswer] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const turn = useRef(0);
  const again = async () => {
    const own = ++turn.current;
    try {
      const found = await question();
      if (own !== turn.current) return;
      setAnswer(() => found);
      setProblem(null);
    } catch (thrown) {
      if (own === turn.current) setProblem(problemOf(thrown));
    }
  };
  useEffect(() => {
    void again();
    const look = () => document.visibilityState === "visible" && void again();
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      turn.current++;
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, about);
  return { answer, problem, again };
}
