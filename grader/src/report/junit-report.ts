import { type Attempt, inLanguage, type Language } from '../contract/index.ts';
import { type EvidencePart, evidenceParts, type LessonUrl } from './evidence-lines.ts';
import { hideOurPaths, shown } from './inert.ts';
import { words } from './words.ts';

/** Escaped for XML 1.0 text and attributes; line feeds survive in attributes, characters XML forbids do not get here. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const escapeText = (text: string) => escapeXml(text).replaceAll('&#10;', '\n');
const seconds = (ms: number) => (ms / 1000).toFixed(3);

function joined(parts: readonly EvidencePart[]): string {
  return parts.map(({ label, text }) => `${label}: ${text}`).join('\n');
}

/**
 * JUnit XML: a suite a lab, a case a check. A failed check is a `failure`; `ungradable` and `errored` are an `error` of a
 * case called after the lab, so that no reader of the file can take them for a pass.
 */
export function junitReport(attempts: readonly Attempt[], language: Language, lessonUrl: LessonUrl): string {
  const suites = attempts.map((attempt) => suite(attempt, language, lessonUrl));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="orkestr">\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(attempt: Attempt, language: Language, lessonUrl: LessonUrl): string {
  const cases = attempt.checks.map((check) => {
    const open = `    <testcase classname="${escapeXml(attempt.lab)}" name="${escapeXml(`${check.id.split('.').at(-1)}: ${shown(check.title, language)}`)}" time="${seconds(check.durationMs)}"`;
    if (check.verdict === 'passed') return `${open}/>`;
    const message = check.message === null ? '' : shown(check.message, language);
    if (check.verdict === 'skipped') return `${open}><skipped message="${escapeXml(message)}"/></testcase>`;
    const kind = check.verdict === 'failed' ? 'failure' : 'error';
    const body = escapeText(joined(evidenceParts(check, language, lessonUrl)));
    return `${open}><${kind} type="${escapeXml(check.code ?? check.verdict)}" message="${escapeXml(message)}">${body}</${kind}></testcase>`;
  });
  const told = attempt.checks.some(({ verdict }) => verdict === 'errored' || verdict === 'ungradable');
  if (attempt.problem || (!told && (attempt.verdict === 'errored' || attempt.verdict === 'ungradable'))) {
    cases.unshift(problemCase(attempt, language, lessonUrl));
  }
  const count = (pattern: string) => cases.filter((text) => text.includes(pattern)).length;
  const attributes = [
    `name="${escapeXml(attempt.lab)}"`,
    `tests="${cases.length}"`,
    `failures="${count('<failure ')}"`,
    `errors="${count('<error ')}"`,
    `skipped="${count('<skipped ')}"`,
    `time="${seconds(attempt.durationMs)}"`,
    `timestamp="${escapeXml(attempt.startedAt)}"`,
  ];
  const properties = Object.entries({
    verdict: attempt.verdict,
    seed: String(attempt.seed),
    source: hideOurPaths(attempt.source.name),
    digest: attempt.source.digest,
  }).map(([name, value]) => `      <property name="${name}" value="${escapeXml(value)}"/>`);
  return [
    `  <testsuite ${attributes.join(' ')}>`,
    `    <properties>\n${properties.join('\n')}\n    </properties>`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

function problemCase(attempt: Attempt, language: Language, lessonUrl: LessonUrl): string {
  const { problem } = attempt;
  const word = words[language].verdict[attempt.verdict];
  const message = problem ? shown(problem.message, language) : word;
  const body = problem ? escapeText(joined(evidenceParts(problem, language, lessonUrl))) : '';
  return `    <testcase classname="${escapeXml(attempt.lab)}" name="${escapeXml(`${inLanguage(attempt.title, language)}: ${word}`)}" time="0.000"><error type="${escapeXml(problem?.code ?? attempt.verdict)}" message="${escapeXml(message)}">${body}</error></testcase>`;
}
