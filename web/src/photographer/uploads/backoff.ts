const [FIRST_MILLISECONDS, MAX_MILLISECONDS] = [500, 15_000];
const sleeping = new Set<() => void>();

/** How long to wait before the next attempt, in milliseconds: longer each time, and never in step with others. */
export function backoffMilliseconds(attempts: number, random = Math.random()): number {
  const most = Math.min(MAX_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempts);
  return most * (0.5 + random / 2);
}

/** Waits before the next attempt; less when the network comes back, or when another one gets through. */
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

/** Ends all waiting: there is a network again. */
export function retryNow() {
  for (const each of [...sleeping]) each();
}

addEventListener("online", retryNow);
