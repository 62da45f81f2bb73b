const [FIRST_MILLISECONDS, MOST_MILLISECONDS] = [500, 15_000];
const sleepers = new Set<() => void>();

/** How long to wait before the next attempt, in milliseconds: longer each time, and never in step with others. */
export function backoffMilliseconds(attempts: number, random = Math.random()): number {
  const most = Math.min(MOST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempts);
  return most * (0.5 + random / 2);
}

/** Waits before the next attempt; less when the network comes back, or when another one gets through. */
export function backOff(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer);
      sleepers.delete(wake);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    sleepers.add(wake);
    if (signal?.aborted) wake();
    else signal?.addEventListener("abort", wake);
  });
}

/** Ends all waiting: there is a network again. */
export function retryNow() {
  for (const each of [...sleepers]) each();
}

addEventListener("online", retryNow);
