import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { painter } from '../../report/index.ts';
import { StatusLine } from './status-line.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function statusOf(stream: { isTTY?: boolean; columns?: number }, env: NodeJS.ProcessEnv = {}) {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  const status = new StatusLine({ ...stream, write }, 'en', painter(false), env);
  return { status, written: () => written };
}

it('says what is waited for and how long at most, and is erased before other lines', () => {
  const { status, written } = statusOf({ isTTY: true, columns: 60 });
  status.follow({ type: 'check-started', at: 0, check: 'todo/health.drain', deadlineMs: 20_000 });
  vi.advanceTimersByTime(250);
  expect(written()).toBe('\r\u001b[K… drain 0.3 s  at most 20 s');
  status.write('a line\n');
  expect(written().endsWith('\r\u001b[Ka line\n')).toBe(true);
  status[Symbol.dispose]();
  vi.advanceTimersByTime(5_000);
  expect(written().endsWith('a line\n')).toBe(true);
});

it('never takes more than one line, whatever a build prints', () => {
  const { status, written } = statusOf({ isTTY: true, columns: 30 });
  status.follow({ type: 'phase-started', at: 0, phase: 'build' });
  const text = `\u001b[2Jстрока ${'x'.repeat(100)}\nsecond`;
  status.follow({ type: 'line', at: 0, speaker: 'build', kind: 'log', check: null, text });
  vi.advanceTimersByTime(250);
  expect(written().slice('\r\u001b[K'.length)).toMatch(/^… build 0\.3 s {2}\\x1b\[2Jстрока…$/);
});

it.each([
  [{ isTTY: false }, {}],
  [{ isTTY: true }, { TERM: 'dumb' }],
  [{ isTTY: true }, { CI: 'true' }],
])('is not there on %j %j', (stream, env) => {
  const { status, written } = statusOf(stream, env);
  status.follow({ type: 'phase-started', at: 0, phase: 'build' });
  vi.advanceTimersByTime(5_000);
  expect(written()).toBe('');
  expect(status.live).toBe(false);
});
