import { useEffect } from "preact/hooks";

/** Titles the page `Events · imgsh`, leaving out parts that are not known yet. */
export function useTitle(...parts: (string | undefined)[]) {
  const title = [...parts, "imgsh"].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
