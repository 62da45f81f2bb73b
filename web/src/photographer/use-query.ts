import { useEffect, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../api/problem";

export interface QueryState<T> {
  /** Null until it is there; what was there before stays while it is asked for anew. */
  data: T | null;
  problem: Problem | null;
  refetch: () => Promise<void>;
}

/** Asks when the screen appears, when one of `dependencies` changes, and when somebody comes back to the page. */
export function useQuery<T>(query: () => Promise<T>, dependencies: readonly unknown[]): QueryState<T> {
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(0);
  const refetch = async () => {
    const request = ++latest.current;
    try {
      const result = await query();
      if (request !== latest.current) return;
      setData(() => result);
      setProblem(null);
    } catch (thrown) {
      if (request === latest.current) setProblem(problemOf(thrown));
    }
  };
  useEffect(() => {
    void refetch();
    const look = () => document.visibilityState === "visible" && void refetch();
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      latest.current++;
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, dependencies);
  return { data, problem, refetch };
}
