import type { Attempt, CheckResult, Evidence, Language } from '../contract/index.ts';
import { evidenceParts, type LessonUrl } from './evidence-lines.ts';
import { shown } from './inert.ts';
import { replayCommand } from './replay-command.ts';
import { shapes } from './style.ts';
import { durationText, passedOf, words } from './words.ts';

/** Every character Markdown could take for its own, spelled so that it stays what it is. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|~>-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '&#64;')
    .replace(/\s*\n\s*/g, ' ');
}

/** A fenced block whose fence is longer than any run of backticks inside. */
function fenced(text: string, kind = ''): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${kind}\n${text}\n${fence}`;
}

/** A summary in GitHub-flavoured Markdown: a table of checks a lab, what failed with its evidence, how to replay it. */
export function markdownReport(attempts: readonly Attempt[], language: Language, lessonUrl: LessonUrl): string {
  return attempts.map((attempt) => section(attempt, language, lessonUrl)).join('\n');
}

function section(attempt: Attempt, language: Language, lessonUrl: LessonUrl): string {
  const { verdict: names, label, checksOf, meaning } = words[language];
  const lines = [
    `## ${shapes[attempt.verdict]} ${escapeMarkdown(attempt.lab)}: ${escapeMarkdown(shown(attempt.title, language))}`,
    '',
    `**${names[attempt.verdict]}** · ${checksOf(...passedOf(attempt))} · ${durationText(attempt.durationMs, language)} · ${label.seed} ${attempt.seed}`,
    '',
  ];
  const said = meaning[attempt.verdict];
  if (said) lines.push(said, '');
  if (attempt.problem) lines.push(...evidenceBlock(attempt.problem, language, lessonUrl));
  lines.push(`| ${label.verdict} | ${label.check} | ${label.time} |`, '|---|---|---:|');
  for (const check of attempt.checks) {
    const slug = check.id.split('.').at(-1) ?? check.id;
    lines.push(
      `| ${shapes[check.verdict]} ${names[check.verdict]} | \`${slug}\` ${escapeMarkdown(shown(check.title, language))} | ${durationText(check.durationMs, language)} |`,
    );
  }
  lines.push('');
  for (const check of attempt.checks) {
    if (check.verdict === 'passed' || check.verdict === 'skipped' || check.message === null) continue;
    lines.push(`### ${shapes[check.verdict]} \`${check.id}\``, '', ...evidenceBlock(check, language, lessonUrl));
  }
  if (attempt.verdict !== 'passed') {
    lines.push(`${label.again}:`, '', fenced(replayCommand(attempt), 'sh'), '');
  }
  return lines.join('\n');
}

function evidenceBlock(seen: Evidence | CheckResult, language: Language, lessonUrl: LessonUrl): string[] {
  const lines = seen.message === null ? [] : [escapeMarkdown(shown(seen.message, language)), ''];
  for (const { kind, label, text } of evidenceParts(seen, language, lessonUrl)) {
    if (kind === 'words') lines.push(`**${label}:** ${escapeMarkdown(text)}`, '');
    else if (kind === 'link') lines.push(`**${label}:** <${text}>`, '');
    else lines.push(`**${label}:**`, '', fenced(text, kind === 'command' ? 'sh' : ''), '');
  }
  return lines;
}
