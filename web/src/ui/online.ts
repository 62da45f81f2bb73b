import { useEffect, useState } from "preact/hooks";
import { listen } from "./listen";

/** Whether the browser believes that it is online. */
export function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    return listen({ online: update, offline: update });
  }, []);
  return isOnline;
}
