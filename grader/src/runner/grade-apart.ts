import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Attempt } from '../contract/index.ts';
import { EventChannel } from '../engine/event-channel.ts';
import type { Grade } from './drive-engine.ts';
import type { GradingAnswer, GradingOrder } from './grading-messages.ts';

/** Milliseconds a cancelled process has to clean up before it is killed; the reaper then does it. */
const killAfterMs = 25_000;

/**
 * Grades in a process of its own: its memory goes when it ends, and what it breaks is only the attempt. `program` is what
 * the process runs. Throws, within the iteration, when the process ends without a report.
 */
export function gradeApart(program: URL = new URL('./grading-process.ts', import.meta.url)): Grade {
  return async function* ({ lab, source, attemptId, seed, signal }) {
    signal.throwIfAborted();
    const cache = getCompileCacheDir();
    const child = fork(fileURLToPath(program), [], {
      // What the process prints is trouble of ours and belongs with the server's own.
      stdio: ['ignore', 2, 2, 'ipc'],
      execArgv: [],
      env: { ...process.env, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) },
    });
    const answers = new EventChannel<GradingAnswer>();
    child.on('message', (answer) => answers.push(answer as GradingAnswer));
    // `close` comes after the last message, `exit` may come before it.
    const ended = once(child, 'close');
    ended.then(
      () => answers.close(),
      () => answers.close(),
    );
    let killer: NodeJS.Timeout | undefined;
    const tell = (order: GradingOrder) => {
      if (child.connected) child.send(order, () => undefined);
    };
    const cancel = () => {
      tell({ type: 'cancel' });
      killer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    };
    signal.addEventListener('abort', cancel, { once: true });
    let attempt: Attempt | undefined;
    try {
      tell({ type: 'grade', lab: lab.id, source, attemptId, seed });
      for await (const { event } of answers) {
        if (event.type === 'attempt-ended') attempt = event.attempt;
        yield event;
      }
      const [code, killedBy] = (await ended) as [number | null, NodeJS.Signals | null];
      if (!attempt) throw new Error(`the grading process ended with ${killedBy ?? code} and no report`);
      return attempt;
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(killer);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }
  };
}
