import type { Attempt, Language, Localizable } from '../contract/index.ts';
import { evidenceParts, type LessonUrl } from './evidence-lines.ts';
import { shown } from './inert.ts';
import { shapes } from './style.ts';
import { passedOf, words } from './words.ts';

const escapeData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * Workflow commands that GitHub Actions turns into annotations: an `error` for each failed check and for an attempt that
 * could not be graded, one `notice` a lab that passed. Checks that were not asked for are not mentioned.
 */
export function githubReport(attempts: readonly Attempt[], language: Language, lessonUrl: LessonUrl): string {
  return attempts
    .map((attempt) =>
      annotations(attempt, language, lessonUrl)
        .map((line) => `${line}\n`)
        .join(''),
    )
    .join('');
}

function annotations(attempt: Attempt, language: Language, lessonUrl: LessonUrl): string[] {
  const { verdict: names, checksOf } = words[language];
  const lines: string[] = [];
  const annotate = (
    level: string,
    title: string,
    message: Localizable | null,
    seen?: Parameters<typeof evidenceParts>[0],
  ) => {
    const details = seen ? evidenceParts(seen, language, lessonUrl).map(({ label, text }) => `${label}: ${text}`) : [];
    const body = [message === null ? '' : shown(message, language), ...details].filter(Boolean).join('\n');
    lines.push(`::${level} title=${escapeProperty(title)}::${escapeData(body || title)}`);
  };
  const { problem } = attempt;
  if (attempt.verdict === 'passed') {
    annotate('notice', `${shapes.passed} ${attempt.lab} ${names.passed}`, checksOf(...passedOf(attempt)));
  }
  if (problem) {
    annotate('error', `${shapes[attempt.verdict]} ${attempt.lab} ${names[attempt.verdict]}`, problem.message, problem);
  }
  for (const check of attempt.checks) {
    const title = `${shapes[check.verdict]} ${check.id} ${names[check.verdict]}`;
    if (check.verdict === 'failed' || check.verdict === 'errored' || check.verdict === 'ungradable') {
      annotate('error', title, check.message ?? check.title, check);
    }
  }
  if (attempt.verdict !== 'passed' && lines.length === 0) {
    annotate('error', `${shapes[attempt.verdict]} ${attempt.lab} ${names[attempt.verdict]}`, names[attempt.verdict]);
  }
  return lines;
}
