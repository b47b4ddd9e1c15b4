import { once } from 'node:events';
import { findLab, type LabEntry } from '../lab/catalogue.ts';
import type { Grade } from './drive-engine.ts';
import type { GradingAnswer, GradingOrder } from './grading-messages.ts';

/**
 * The other end of `gradeApart`: grades the one attempt that the server names and sends its events. Signals are left to the
 * server, which cancels in order; when the server is gone the attempt is cancelled and cleaned up as well.
 */
export async function answerServer(grade: Grade, catalogue: readonly LabEntry[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const cancelled = new AbortController();
  process.on('disconnect', () => cancelled.abort(new Error('the server is gone')));
  const [order] = (await once(process, 'message')) as [GradingOrder];
  if (order.type !== 'grade') return;
  process.on('message', (later: GradingOrder) => {
    if (later.type === 'cancel') cancelled.abort(new Error('the server has cancelled the attempt'));
  });
  const { source, attemptId, seed } = order;
  const events = grade({ lab: findLab(catalogue, order.lab), source, attemptId, seed, signal: cancelled.signal });
  for await (const event of events) await send({ event });
}

/** Resolves when the message is on its way, or when nobody is there to read it. */
function send(answer: GradingAnswer): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(answer, () => resolve());
    else resolve();
  });
}
