import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { ErrorNotice } from "./error-notice";
import { Page } from "./page";

interface Properties<Own> {
  /** Loads the screen's code, styles and texts. */
  load: () => Promise<ComponentType<Own>>;
  properties: Own;
}

/** A screen that few visits need: it is loaded when it opens. */
export function LazyScreen<Own extends object>({ load, properties }: Properties<Own>) {
  const [Loaded, setLoaded] = useState<ComponentType<Own> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = () => {
    setProblem(null);
    load().then(
      screen => setLoaded(() => screen),
      () => setProblem(new Problem("OFFLINE")),
    );
  };
  useEffect(start, []);
  if (Loaded) return <Loaded {...properties} />;
  return (
    <Page back="/events">
      <ErrorNotice problem={problem} onRetry={start} />
    </Page>
  );
}
