import { useEffect, useState } from "preact/hooks";

/** Whether the browser believes that it is online. */
export function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    for (const change of ["online", "offline"]) addEventListener(change, update);
    return () => {
      for (const change of ["online", "offline"]) removeEventListener(change, update);
    };
  }, []);
  return isOnline;
}
