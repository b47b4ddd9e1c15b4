import type { Attempt, CheckResult, GradeEvent, Text } from '../contract/index.ts';

const withheld: Text = {
  en: 'This check is hidden: what was expected and received is shown when it fails a second time.',
  ru: 'Это скрытая проверка: что ожидалось и что пришло, видно со второго её провала.',
};

/**
 * The attempt without the evidence (expected, received, command, log; the hint says why) of hidden checks that failed for
 * the first time. `previousFailures` has the ids (`track/lab.check`) that failed in an earlier attempt of the same learner.
 * The recorded attempt itself is not changed: what a learner may see is decided anew at each showing.
 */
export function withholdHiddenEvidence(attempt: Attempt, previousFailures: ReadonlySet<string>): Attempt {
  return { ...attempt, checks: attempt.checks.map((check) => withholdHiddenResult(check, previousFailures)) };
}

function withholdHiddenResult(check: CheckResult, previousFailures: ReadonlySet<string>): CheckResult {
  if (!check.hidden || check.verdict !== 'failed' || previousFailures.has(check.id)) return check;
  return { ...check, expected: null, received: null, hint: withheld, command: null, log: [] };
}

/**
 * The live stream as its learner may see it: gives every event back without the evidence of hidden checks that fail for
 * the first time, or `null` for a line or fault that would tell what such a check does. `previousFailures` has the ids
 * of checks that failed in an earlier attempt. One filter serves one attempt, from its first event on.
 */
export function withholdHiddenEvents(previousFailures: ReadonlySet<string>): (event: GradeEvent) => GradeEvent | null {
  let silent = new Set<string>();
  return (event) => {
    switch (event.type) {
      case 'attempt-started':
        silent = new Set(
          event.attempt.checks.filter(({ id, hidden }) => hidden && !previousFailures.has(id)).map(({ id }) => id),
        );
        return event;
      case 'line':
      case 'fault':
        return event.check !== null && silent.has(event.check) ? null : event;
      case 'check-ended':
        return { ...event, result: withholdHiddenResult(event.result, previousFailures) };
      case 'attempt-ended':
        return { ...event, attempt: withholdHiddenEvidence(event.attempt, previousFailures) };
      default:
        return event;
    }
  };
}
