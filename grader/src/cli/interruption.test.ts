import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onInterruption } from './interruption.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('aborts once, speaks each time, and takes one Ctrl-C that comes by two ways for one', () => {
  const source = new EventEmitter();
  const said: number[] = [];
  const interruption = onInterruption((request) => said.push(request), source as NodeJS.Process);
  expect(interruption.signal.aborted).toBe(false);
  source.emit('SIGINT');
  source.emit('SIGINT');
  expect(interruption.signal.aborted).toBe(true);
  expect(said).toEqual([1]);
  vi.advanceTimersByTime(1_000);
  source.emit('SIGTERM');
  expect(said).toEqual([1, 2]);
  interruption[Symbol.dispose]();
  expect(source.eventNames()).toEqual([]);
});

it('also stops when the launcher is gone', () => {
  const source = new EventEmitter();
  const interruption = onInterruption(() => undefined, source as NodeJS.Process);
  source.emit('disconnect');
  expect(interruption.signal.aborted).toBe(true);
});
