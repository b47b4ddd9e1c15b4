/** Time as a value, so that tests need not wait. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when that comes first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
};

export interface PollOptions<T> {
  /** Is this observation what was waited for? */
  until: (observation: T) => boolean;
  /** Milliseconds until polling gives up. */
  deadlineMs: number;
  /** Milliseconds between two observations. */
  everyMs?: number;
  signal?: AbortSignal;
  clock?: Clock;
}

/** What polling ended with. `last` is the newest observation in either case: a message can always show it. */
export interface PollResult<T> {
  met: boolean;
  last: T;
  observations: number;
  elapsedMs: number;
}

/**
 * Looks again and again until something is so, or the deadline passes. Looks at least once, and never hides what it saw.
 *
 * @throws what `observe` throws, or the signal's reason
 */
export async function poll<T>(observe: () => Promise<T> | T, options: PollOptions<T>): Promise<PollResult<T>> {
  const clock = options.clock ?? systemClock;
  const everyMs = options.everyMs ?? 50;
  const began = clock.now();
  for (let observations = 1; ; observations++) {
    options.signal?.throwIfAborted();
    const last = await observe();
    const elapsedMs = clock.now() - began;
    if (options.until(last)) return { met: true, last, observations, elapsedMs };
    if (elapsedMs + everyMs > options.deadlineMs) return { met: false, last, observations, elapsedMs };
    await clock.wait(everyMs, options.signal);
  }
}
