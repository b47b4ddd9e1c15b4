import { expect, it, vi } from 'vitest';
import { onLauncherGone } from './launcher.mjs';

it('tells once when npm is gone', () => {
  vi.useFakeTimers();
  try {
    const ended = vi.fn();
    let parent = 100;
    onLauncherGone(ended, { env: { npm_lifecycle_event: 'start' }, parent: () => parent, everyMs: 10 });
    vi.advanceTimersByTime(50);
    expect(ended).not.toHaveBeenCalled();
    parent = 1;
    vi.advanceTimersByTime(50);
    expect(ended).toHaveBeenCalledTimes(1);
  } finally {
    vi.useRealTimers();
  }
});

it('does not watch what was started without npm', () => {
  const parent = vi.fn();
  onLauncherGone(() => expect.unreachable(), { env: {}, parent });
  expect(parent).not.toHaveBeenCalled();
});
