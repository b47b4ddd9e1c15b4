import type { Attempt, CheckResult, GradeEvent, Localizable } from '../contract/index.ts';
import { words } from './words.ts';

/** How often a check had failed before this attempt, by its full id; 0 when it never did. */
export type PreviousFailures = (checkId: string) => number;

const instead: Localizable = { en: words.en.hiddenCheck, ru: words.ru.hiddenCheck };

function withheldResult(result: CheckResult, previousFailures: PreviousFailures): CheckResult {
  if (!result.hidden || result.verdict !== 'failed' || previousFailures(result.id) > 0) return result;
  return {
    ...result,
    code: null,
    message: instead,
    expected: null,
    received: null,
    hint: null,
    command: null,
    log: [],
  };
}

/**
 * The attempt as its learner may see it: a hidden check that failed for the first time keeps its title and verdict and
 * says when its evidence will be shown. Verdicts never change.
 */
export function withholdHiddenEvidence(attempt: Attempt, previousFailures: PreviousFailures): Attempt {
  return { ...attempt, checks: attempt.checks.map((check) => withheldResult(check, previousFailures)) };
}

/**
 * The same for the live stream: gives every event back as its learner may see it, or `null` for a line or fault that
 * would tell what a hidden check does. One filter serves one attempt, from its first event on.
 */
export function withholdHiddenEvents(previousFailures: PreviousFailures): (event: GradeEvent) => GradeEvent | null {
  let hidden = new Set<string>();
  return (event) => {
    switch (event.type) {
      case 'attempt-started':
        hidden = new Set(
          event.attempt.checks.filter((check) => check.hidden && previousFailures(check.id) === 0).map(({ id }) => id),
        );
        return event;
      case 'line':
      case 'fault':
        return event.check !== null && hidden.has(event.check) ? null : event;
      case 'check-ended':
        return { ...event, result: withheldResult(event.result, previousFailures) };
      case 'attempt-ended':
        return { ...event, attempt: withholdHiddenEvidence(event.attempt, previousFailures) };
      default:
        return event;
    }
  };
}
