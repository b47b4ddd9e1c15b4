import type { CheckContext, HttpAnswer, PollResult, ServiceInstance } from 'orkestr/lab';

/** What /ready said while it was watched. `complete` is the newest full answer: the last one may have been cut short. */
export interface Watched extends PollResult<HttpAnswer> {
  complete: HttpAnswer | undefined;
}

/**
 * Asks /ready (or another path) until `until` holds or the deadline passes. A single call may take the whole time that
 * is left: a service that waits for its database must not be hurried on to a better answer.
 */
export async function watchReady(
  check: Pick<CheckContext, 'poll' | 'now'>,
  service: ServiceInstance,
  options: { until: (answer: HttpAnswer) => boolean; deadlineMs: number; path?: string },
): Promise<Watched> {
  const { until, deadlineMs, path = '/ready' } = options;
  const began = check.now();
  let complete: HttpAnswer | undefined;
  let asked = 0;
  const ask = async () => {
    const left = Math.max(300, Math.round(deadlineMs - (check.now() - began)));
    // The first call is shown; hundreds of the same would bury it.
    const answer = await service.get(path, { timeoutMs: left, quiet: asked++ > 0 });
    if (!answer.problem) complete = answer;
    return answer;
  };
  const result = await check.poll(ask, { until, deadlineMs, everyMs: 100 });
  return { ...result, complete };
}
