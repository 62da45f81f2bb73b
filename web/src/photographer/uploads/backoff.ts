const [FIRST_MILLISECONDS, MAX_MILLISECONDS] = [500, 15_000];
const sleeping = new Set<() => void>();

/** Exponential backoff with jitter. */
export function backoffMilliseconds(attempts: number, random = Math.random()): number {
  const most = Math.min(MAX_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempts);
  return most * (0.5 + random / 2);
}

/** Waits before the next attempt. Ends early on abort and on `retryNow`. */
export function backOff(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer);
      sleeping.delete(wake);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    sleeping.add(wake);
    if (signal?.aborted) wake();
    else signal?.addEventListener("abort", wake);
  });
}

/** Ends every wait: the network is back. */
export function retryNow() {
  for (const each of [...sleeping]) each();
}

addEventListener("online", retryNow);
