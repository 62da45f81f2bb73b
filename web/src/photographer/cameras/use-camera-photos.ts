import { useEffect, useRef, useState } from "preact/hooks";
import { type Problem, problemOf } from "../../api/problem";
import { type CameraPhoto, readCameraPhotos } from "./documents";

const RENEWED_AFTER_MILLISECONDS = 10_000;

interface Shown {
  photos: readonly CameraPhoto[];
  /** Contained in the times of these photos. */
  offsetSeconds: number;
  /** The cursor of the next page. Null at the end. */
  after: string | null;
}

export type CameraPhotos = ReturnType<typeof useCameraPhotos>;

/** A camera's photos in the order of time, a page at a time. Null until the first page has come. */
export function useCameraPhotos(eventId: string, cameraId: string) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(0);
  const isReading = useRef(false);
  const readAt = useRef(0);
  const read = async (before: Shown | null) => {
    const request = ++latest.current;
    isReading.current = true;
    try {
      const page = await readCameraPhotos(eventId, cameraId, before?.after ?? null);
      if (request !== latest.current) return;
      // Another tab may have set the offset since: these times would not fit those before.
      if (before && page.offsetSeconds !== before.offsetSeconds) return await read(null);
      const { hasNextPage, endCursor } = page.photos.pageInfo;
      setShown({
        photos: [...(before?.photos ?? []), ...page.photos.nodes],
        offsetSeconds: page.offsetSeconds,
        after: hasNextPage ? endCursor : null,
      });
      setProblem(null);
      readAt.current = performance.now();
    } catch (thrown) {
      if (request === latest.current) setProblem(problemOf(thrown));
    } finally {
      if (request === latest.current) isReading.current = false;
    }
  };
  useEffect(() => {
    setShown(null);
    void read(null);
    return () => {
      latest.current++;
    };
  }, [eventId, cameraId]);
  return {
    shown,
    problem,
    readMore: () => {
      if (shown?.after && !isReading.current) void read(shown);
    },
    /** From the first page. */
    readAgain: () => void read(null),
    /** Gets fresh URLs: they expire after an hour. */
    renew: () => {
      if (performance.now() - readAt.current > RENEWED_AFTER_MILLISECONDS && !isReading.current) void read(null);
    },
  };
}
