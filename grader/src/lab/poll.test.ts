import { describe, expect, it } from 'vitest';
import { type Clock, poll } from './poll.ts';

/** Time that passes only when somebody waits. */
function fakeClock(): Clock & { elapsed: number } {
  return {
    elapsed: 0,
    now() {
      return this.elapsed;
    },
    async wait(ms, signal) {
      signal?.throwIfAborted();
      this.elapsed += ms;
    },
  };
}

describe('poll', () => {
  it('ends at the first observation that fits', async () => {
    let looks = 0;
    const result = await poll(() => ++looks, {
      until: (n) => n === 4,
      deadlineMs: 1_000,
      everyMs: 10,
      clock: fakeClock(),
    });
    expect(result).toEqual({ met: true, last: 4, observations: 4, elapsedMs: 30 });
  });

  it('gives up at the deadline with what it saw last', async () => {
    let looks = 0;
    const result = await poll(() => ++looks, { until: () => false, deadlineMs: 100, everyMs: 30, clock: fakeClock() });
    expect(result).toEqual({ met: false, last: 4, observations: 4, elapsedMs: 90 });
  });

  it('looks once even when there is no time at all', async () => {
    expect(await poll(() => 'seen', { until: () => true, deadlineMs: 0 })).toMatchObject({ met: true, last: 'seen' });
  });

  it('ends with the reason of an abort, also in the middle of a wait', async () => {
    const ended = new AbortController();
    const polling = poll(() => 0, { until: () => false, deadlineMs: 60_000, everyMs: 30_000, signal: ended.signal });
    ended.abort(new Error('cancelled'));
    await expect(polling).rejects.toThrow('cancelled');
  });

  it('passes on what the observation throws', async () => {
    const broken = () => {
      throw new Error('broken');
    };
    await expect(poll(broken, { until: () => true, deadlineMs: 1 })).rejects.toThrow('broken');
  });
});
