import type { Attempt, CheckResult, GradeEvent, Verdict } from '../src/contract/index.ts';

/** A finished check of todo/health, as the engine reports it. */
function exampleCheck(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'todo/health.live-shape',
    title: { en: 'Liveness answers', ru: 'Живость отвечает' },
    verdict: 'passed',
    durationMs: 12,
    deadlineMs: 5_000,
    hidden: false,
    code: null,
    message: null,
    expected: null,
    received: null,
    hint: null,
    command: null,
    lesson: null,
    log: [],
    ...changes,
  };
}

/** A finished attempt at todo/health by the reference. */
export function exampleAttempt(id: string, changes: Partial<Attempt> = {}): Attempt {
  return {
    id,
    lab: 'todo/health',
    title: { en: 'Health', ru: 'Здоровье' },
    verdict: 'passed',
    seed: 7,
    source: { kind: 'reference', name: 'reference', digest: 'd1' },
    startedAt: '2026-08-01T10:00:00.000Z',
    durationMs: 40,
    problem: null,
    phases: [{ name: 'prepare', startedMs: 0, durationMs: 3, outcome: 'done' }],
    checks: [exampleCheck()],
    ...changes,
  };
}

/** The events of such an attempt: begun, `lines` lines of transcript, a check, the end. */
export function exampleEvents(id: string, options: { lines?: number; verdict?: Verdict } = {}): GradeEvent[] {
  const attempt = exampleAttempt(id, { verdict: options.verdict ?? 'passed' });
  const { lab, title, seed, source, startedAt } = attempt;
  const lines = Array.from({ length: options.lines ?? 2 }, (_, index): GradeEvent => {
    return { type: 'line', at: index, speaker: 'grader', kind: 'note', text: `line ${index + 1}`, check: null };
  });
  return [
    { type: 'attempt-started', at: 0, attempt: { id, lab, title, seed, source, startedAt, checks: [] } },
    ...lines,
    { type: 'check-ended', at: 30, result: exampleCheck() },
    { type: 'attempt-ended', at: 40, attempt },
  ];
}
