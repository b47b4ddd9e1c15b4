import type { Attempt, CheckResult } from './report.ts';
import type { Text } from './text.ts';

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

/** The same for the result of one check, as the live stream has it. */
export function withholdHiddenResult(check: CheckResult, previousFailures: ReadonlySet<string>): CheckResult {
  if (!check.hidden || check.verdict !== 'failed' || previousFailures.has(check.id)) return check;
  return { ...check, expected: null, received: null, hint: withheld, command: null, log: [] };
}
