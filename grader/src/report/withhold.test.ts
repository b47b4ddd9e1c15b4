import { describe, expect, it } from 'vitest';
import type { GradeEvent } from '../contract/index.ts';
import { sampleAttempt, sampleEvents } from './sample-attempt.ts';
import { withholdHiddenEvents, withholdHiddenEvidence } from './withhold.ts';

const id = 'todo/health.ready-follows-db';

function hiddenAttempt() {
  const attempt = sampleAttempt();
  return { ...attempt, checks: attempt.checks.map((check) => ({ ...check, hidden: check.id === id })) };
}

describe('a hidden check', () => {
  it('keeps its evidence to itself the first time, and its verdict never', () => {
    const attempt = withholdHiddenEvidence(hiddenAttempt(), new Set());
    expect(attempt.verdict).toBe('failed');
    expect(attempt.checks[1]).toMatchObject({
      id,
      verdict: 'failed',
      expected: null,
      received: null,
      command: null,
      log: [],
    });
    expect(attempt.checks[1]?.hint).toMatchObject({ en: expect.stringContaining('when it fails a second time') });
  });

  it('shows everything from the second failure on', () => {
    const attempt = hiddenAttempt();
    expect(withholdHiddenEvidence(attempt, new Set([id]))).toEqual(attempt);
  });

  it('is silent in the live stream as well', () => {
    const filter = withholdHiddenEvents(new Set());
    const events = sampleEvents(hiddenAttempt())
      .map(filter)
      .filter((event): event is GradeEvent => event !== null);
    const text = JSON.stringify(events);
    expect(text).not.toContain('buy milk');
    expect(text).not.toContain('51 answers');
    expect(events.some((event) => event.type === 'fault')).toBe(false);
    expect(events.some((event) => event.type === 'line' && event.speaker === 'build')).toBe(true);
    expect(events.at(-1)?.type).toBe('attempt-ended');
  });
});
