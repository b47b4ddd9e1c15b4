import {
  type Attempt,
  type CheckResult,
  inLanguage,
  type Language,
  type Localizable,
  overall,
  type PrintedAttempt,
  type PrintedCheck,
  type Report,
  reportVersion,
} from '../contract/index.ts';
import { hideOurPaths } from './inert.ts';

/** The report of one or several attempts with plain strings in one language, as `reportSchema` has it. */
export function printedReport(attempts: readonly Attempt[], language: Language): Report {
  return {
    version: reportVersion,
    verdict: overall(attempts.map((attempt) => attempt.verdict)),
    language,
    attempts: attempts.map((attempt) => printedAttempt(attempt, language)),
  };
}

function printedAttempt(attempt: Attempt, language: Language): PrintedAttempt {
  const text = (value: Localizable) => hideOurPaths(inLanguage(value, language));
  const { problem } = attempt;
  return {
    ...attempt,
    title: text(attempt.title),
    problem: problem && { ...problem, message: text(problem.message), ...evidence(problem, text) },
    checks: attempt.checks.map((check) => printedCheck(check, text)),
  };
}

function printedCheck(check: CheckResult, text: (value: Localizable) => string): PrintedCheck {
  return {
    ...check,
    title: text(check.title),
    message: check.message === null ? null : text(check.message),
    ...evidence(check, text),
  };
}

type Seen = Pick<CheckResult, 'expected' | 'received' | 'hint' | 'command' | 'log'>;

function evidence(seen: Seen, text: (value: Localizable) => string) {
  const orNull = (value: Localizable | null) => (value === null ? null : text(value));
  return {
    expected: orNull(seen.expected),
    received: orNull(seen.received),
    hint: orNull(seen.hint),
    command: seen.command === null ? null : hideOurPaths(seen.command),
    log: seen.log.map(hideOurPaths),
  };
}

// Beyond what JSON itself escapes: C1 controls and direction overrides, which a terminal would obey.
const unruly = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The report as JSON text: one object, indented, ending with a line feed, safe to show on a terminal. */
export function jsonReport(attempts: readonly Attempt[], language: Language): string {
  const json = JSON.stringify(printedReport(attempts, language), null, 2);
  return `${json.replace(unruly, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
