import type { Attempt, GradeEvent } from '../src/contract/index.ts';
import type { Grade } from '../src/runner/drive-engine.ts';
import { exampleAttempt, exampleEvents } from './example-attempt.ts';

/** What the scripted engine was asked for. */
export type Asked = Parameters<Grade>[0];

/** An engine for tests: does what it is told, event by event, and remembers what it was asked for. */
export function scriptedEngine(play: (asked: Asked) => AsyncGenerator<GradeEvent, void> = playAll) {
  const asked: Asked[] = [];
  const grade: Grade = async function* (options) {
    asked.push(options);
    let last: Attempt | undefined;
    for await (const event of play(options)) {
      if (event.type === 'attempt-ended') last = event.attempt;
      yield event;
    }
    return last ?? exampleAttempt(options.attemptId);
  };
  return { grade, asked };
}

async function* playAll({ attemptId }: Asked): AsyncGenerator<GradeEvent, void> {
  yield* exampleEvents(attemptId);
}

/** Plays all but the end at once, then holds until `go` resolves; answers `errored` when it is cancelled before. */
export function heldUntil(go: Promise<unknown>, onCancelled: () => void = () => undefined) {
  return async function* ({ attemptId, signal }: Asked): AsyncGenerator<GradeEvent, void> {
    const events = exampleEvents(attemptId);
    yield* events.slice(0, -1);
    const cancelled = new Promise<'cancelled'>((resolve) => {
      if (signal.aborted) resolve('cancelled');
      signal.addEventListener('abort', () => resolve('cancelled'), { once: true });
    });
    if ((await Promise.race([go, cancelled])) === 'cancelled') {
      onCancelled();
      yield { type: 'attempt-ended', at: 40, attempt: exampleAttempt(attemptId, { verdict: 'errored' }) };
    } else yield events.at(-1)!;
  };
}
