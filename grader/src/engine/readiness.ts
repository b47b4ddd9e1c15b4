import { type HttpAnswer, poll, Ungradable } from '../lab/index.ts';
import { exchange } from '../probes/http.ts';
import type { Container } from '../stack/container.ts';
import { listenersOf } from '../stack/listeners.ts';
import { lastLines } from '../stack/log-reader.ts';
import type { Stack } from '../stack/stack.ts';
import { startWords } from './start-words.ts';

/** Statuses that say: no such endpoint. A service of an early lab has no /ready yet; that it answers must do. */
const noSuchRoute = [404, 405, 501];
const shownLines = 15;

export interface Readiness {
  stack: Stack;
  container: Container;
  port: number;
  waitFor: 'ready' | 'listening';
  deadlineMs: number;
  signal: AbortSignal;
}

interface Look {
  answer?: HttpAnswer;
  exitCode?: number | null;
  oomKilled?: boolean;
}

/**
 * Waits until a service serves, and ends at once when its process does.
 *
 * @throws Ungradable that names the cause: ended (with exit code), listening elsewhere or on loopback only, not
 *   listening at all, or never ready (with its last answer); always with the service's own last lines
 */
export async function waitUntilReady(options: Readiness): Promise<void> {
  const { container, port, waitFor, deadlineMs, signal, stack } = options;
  const ended = container.ended();
  let exited = false;
  ended.then(() => {
    exited = true;
  });
  const look = async (): Promise<Look> => {
    if (exited) return container.state();
    const endpoint = () => container.endpoint(port);
    try {
      const answer = await exchange(
        { endpoint, port, now: stack.options.now, signal },
        { method: 'GET', path: '/ready', timeoutMs: Math.min(2_500, deadlineMs) },
      );
      return { answer };
    } catch (error) {
      signal.throwIfAborted();
      // No address: it ended between the two looks.
      if ((await container.state()).running) throw error;
      return container.state();
    }
  };
  const serves = ({ answer }: Look) =>
    answer !== undefined &&
    answer.status !== 0 &&
    answer.problem === undefined &&
    (waitFor === 'listening' || answer.status === 200 || noSuchRoute.includes(answer.status));
  const gone = (seen: Look) => seen.answer === undefined;
  const { last } = await poll(look, { until: (seen) => gone(seen) || serves(seen), deadlineMs, everyMs: 15, signal });
  if (serves(last)) return;
  if (gone(last)) {
    await container.drained();
    throw fail('exited', startWords.exited(last.exitCode ?? -1, last.oomKilled ?? false), container);
  }
  const { answer } = last;
  if (answer && answer.status !== 0) throw fail('never-ready', startWords.neverReady(answer, deadlineMs), container);
  const listeners = await listenersOf(stack, container);
  if (listeners.some((listener) => listener.port === port && listener.loopback)) {
    throw fail('loopback-only', startWords.loopbackOnly(port), container);
  }
  if (listeners.length > 0 && !listeners.some((listener) => listener.port === port)) {
    throw fail('wrong-port', startWords.wrongPort(port, listeners), container);
  }
  if (listeners.length === 0) throw fail('not-listening', startWords.notListening(port, deadlineMs), container);
  throw fail('never-ready', startWords.neverReady(answer!, deadlineMs), container);
}

function fail(code: string, words: ReturnType<typeof startWords.notListening>, container: Container): Ungradable {
  const { message, hint, ...evidence } = words;
  return new Ungradable(code, { message, hint }, { ...evidence, log: lastLines(container.lines, shownLines) });
}
