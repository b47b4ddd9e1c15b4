import type { Attempt, GradeEvent, RequestedSource } from '../contract/index.ts';
import type { LabEntry } from '../lab/catalogue.ts';
import type { Clock } from '../lab/poll.ts';

/** The engine as the runner knows it; `engine/grade.ts` is the one that works. */
export type Grade = (options: {
  lab: LabEntry;
  source: RequestedSource;
  attemptId: string;
  seed: number;
  signal: AbortSignal;
}) => AsyncGenerator<GradeEvent, Attempt>;

/** The engine was told to stop and did not clean up in time: it is left behind. */
export class EngineStuck extends Error {
  override name = 'EngineStuck';
}

export interface DriveOptions {
  events: AsyncGenerator<GradeEvent, Attempt>;
  /** Every event but the last one. */
  onEvent: (event: GradeEvent) => void;
  /** Tells the engine to stop, too. */
  signal: AbortSignal;
  /** Milliseconds the engine has for its clean-up after that. */
  graceMs: number;
  clock: Clock;
}

/**
 * Follows the engine to its last event.
 *
 * @throws EngineStuck when it outlives `signal` by `graceMs`; what the engine throws, which it should not
 */
export async function driveEngine(options: DriveOptions): Promise<Attempt> {
  const { events, onEvent, signal, graceMs, clock } = options;
  const over = new AbortController();
  const stuck = (async () => {
    await new Promise<void>((resolve) => {
      if (signal.aborted || over.signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true, signal: over.signal });
      over.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await clock.wait(graceMs, over.signal);
    throw new EngineStuck(`the engine did not stop within ${graceMs} ms`);
  })();
  // When the engine ends first, nobody is left to hear of the watch's own end.
  stuck.catch(() => undefined);
  try {
    let ended: Attempt | undefined;
    for (;;) {
      const step = await Promise.race([events.next(), stuck]);
      if (step.done) return ended ?? step.value;
      if (step.value.type === 'attempt-ended') ended = step.value.attempt;
      else onEvent(step.value);
    }
  } finally {
    over.abort();
  }
}
