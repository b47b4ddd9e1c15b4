import { describe, expect, it } from 'vitest';
import type { GradeEvent } from '../contract/index.ts';
import { EventChannel } from './event-channel.ts';
import { Journal } from './journal.ts';

describe('Journal', () => {
  it('measures phases without a gap, also the one that fails', async () => {
    const events: GradeEvent[] = [];
    const journal = new Journal((event) => events.push(event));
    await journal.phase('prepare', async () => 'done');
    await expect(journal.phase('build', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const [prepare, build] = journal.phases;
    expect(prepare).toMatchObject({ name: 'prepare', startedMs: 0, outcome: 'done' });
    expect(build).toMatchObject({ name: 'build', startedMs: prepare?.durationMs, outcome: 'failed' });
    expect(events.map(({ type }) => type)).toEqual(['phase-started', 'phase-ended', 'phase-started', 'phase-ended']);
    expect(events.every(({ at }) => at >= 0)).toBe(true);
  });
});

describe('EventChannel', () => {
  it('gives everything pushed before and while it is read, in order, and ends when closed', async () => {
    const channel = new EventChannel<number>();
    channel.push(1);
    const read: number[] = [];
    const reading = (async () => {
      for await (const value of channel) read.push(value);
    })();
    channel.push(2);
    await Promise.resolve();
    channel.push(3);
    channel.close();
    channel.push(4);
    await reading;
    expect(read).toEqual([1, 2, 3]);
  });
});
