/** Asked to stop: by Ctrl-C, by SIGTERM, by a terminal that closed, or by a launcher that was killed. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

/** Ctrl-C arrives twice when a launcher of ours passes on what the terminal sent to both: within this time it is one. */
const sameMilliseconds = 200;

/**
 * Aborts its signal at the first request to stop, and only speaks at the next ones: clean-up is never skipped.
 *
 * @param say told which request this is, counting from 1
 */
export function onInterruption(say: (request: number) => void, source: NodeJS.Process = process): Interruption {
  const controller = new AbortController();
  let requests = 0;
  let last = Number.NEGATIVE_INFINITY;
  const stop = () => {
    const now = performance.now();
    if (now - last < sameMilliseconds) return;
    last = now;
    requests++;
    if (requests === 1) controller.abort(new Error('interrupted'));
    say(requests);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) source.on(name, stop);
  source.on('disconnect', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) source.off(name, stop);
      source.off('disconnect', stop);
    },
  };
}
