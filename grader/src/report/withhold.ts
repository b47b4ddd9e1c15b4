import { type GradeEvent, withholdHiddenEvidence, withholdHiddenResult } from '../contract/index.ts';

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
