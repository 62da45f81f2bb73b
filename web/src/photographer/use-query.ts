import { useEffect, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../api/problem";
import { onReturn } from "../ui/on-return";

interface QueryState<T> {
  /** Null until loaded. Earlier data stay during a reload. */
  data: T | null;
  problem: Problem | null;
  refetch: () => Promise<void>;
}

/** Runs the query on mount, when `dependencies` change, and when the user or the network returns. */
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
    const stop = onReturn(refetch);
    return () => {
      latest.current++;
      stop();
    };
  }, dependencies);
  return { data, problem, refetch };
}
