const [FIRST_MILLISECONDS, MAX_MILLISECONDS] = [500, 15_000];
const waits = new Set<() => void>();

/** Exponential backoff with jitter. */
export function backoffMilliseconds(attempts: number, random = Math.random()): number {
  const most = Math.min(MAX_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempts);
  return most * (0.5 + random / 2);
}

/** Waits before the next attempt. Ends early on abort and on `retryNow`. */
export function backOff(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      waits.delete(end);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    waits.add(end);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end);
  });
}

/** Ends every wait: the network is back. */
export function retryNow() {
  for (const each of [...waits]) each();
}

addEventListener("online", retryNow);
