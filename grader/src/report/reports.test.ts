import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../contract/index.ts';
import { repositoryRoot } from '../lab/index.ts';
import { lessonsAt } from './evidence-lines.ts';
import { githubReport } from './github-report.ts';
import { junitReport } from './junit-report.ts';
import { markdownReport } from './markdown-report.ts';
import { jsonReport, printedReport } from './printed-report.ts';
import { replayCommand } from './replay-command.ts';
import { reportJsonSchema } from './report-json-schema.ts';
import { sampleAttempt, sampleUngradable } from './sample-attempt.ts';

const lessons = lessonsAt('http://localhost:4321/');
const both = [sampleAttempt(), sampleUngradable()];

/** The sample with something in its evidence that every format would like to take for its own. */
function hostileAttempt() {
  const attempt = sampleAttempt();
  const hostile = '<b>&amp;"\'|`` ``` @everyone ::error::x%0A\u0000\u001b[31m\ud800 ]]> [a](b) ##[x]';
  attempt.checks = attempt.checks.map((check) =>
    check.verdict === 'failed'
      ? { ...check, message: hostile, received: hostile, code: hostile, log: [hostile] }
      : check,
  );
  attempt.source = { ...attempt.source, name: hostile };
  return attempt;
}

describe('the JSON report', () => {
  it.each(['en', 'ru'] as const)('is what the schema promises, in %s', (language) => {
    const report = JSON.parse(jsonReport(both, language));
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({ version: 1, verdict: 'ungradable', language });
    expect(report.attempts[0].checks[1].title).toBe(
      language === 'en' ? '/ready follows the database' : '/ready следует за базой данных',
    );
  });

  it('has a schema in docs that is the current one', () => {
    const written = JSON.parse(readFileSync(join(repositoryRoot, 'docs/report.schema.json'), 'utf8'));
    expect(written, 'run: npx orkestr schema > docs/report.schema.json').toEqual(reportJsonSchema());
  });

  it('of nothing at all is errored, never passed', () => {
    expect(printedReport([], 'en').verdict).toBe('errored');
  });

  it('shows nothing a terminal would obey', () => {
    const attempt = sampleAttempt({ title: 'a\u009b2J\u202eb' });
    expect(jsonReport([attempt], 'en')).toContain('a\\u009b2J\\u202eb');
  });
});

describe('the other formats', () => {
  it('write JUnit XML', () => expect(junitReport(both, 'en', lessons)).toMatchSnapshot());
  it('write GitHub annotations', () => expect(githubReport(both, 'ru', lessons)).toMatchSnapshot());
  it('write a Markdown summary', () => expect(markdownReport(both, 'en', lessons)).toMatchSnapshot());

  it('let no evidence break out of XML', () => {
    const xml = junitReport([hostileAttempt()], 'en', lessons);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the absence of control characters is what is tested
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff]/);
    expect(
      xml
        .match(/<[^>]*>/g)
        ?.every((tag) => /^<(\?xml|\/?(testsuites?|testcase|properties|property|failure|error|skipped)\b)/.test(tag)),
    ).toBe(true);
    expect(xml).not.toMatch(/&(?!#\d+;)/);
  });

  it('let no evidence start a workflow command', () => {
    const lines = githubReport([hostileAttempt()], 'en', lessons).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error title=[^:,]*::/);
    expect(lines[0]).toContain('%250A');
  });

  it('let no evidence break out of Markdown', () => {
    const markdown = markdownReport([hostileAttempt()], 'en', lessons);
    const outside = markdown.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]+`/g, '');
    expect(outside).not.toMatch(/<b>|@everyone|\[a\]\(b\)/);
  });

  it('cut what nobody can read, and say so', () => {
    const attempt = sampleAttempt();
    attempt.checks = attempt.checks.map((check) => ({ ...check, received: 'x'.repeat(1_000_000) }));
    for (const report of [markdownReport, githubReport, junitReport]) {
      const text = report([attempt], 'en', lessons);
      expect(text).toContain('… 984000 more characters');
      expect(text.length).toBeLessThan(20_000);
    }
  });

  it('annotate an attempt that was never checked, so that CI shows why', () => {
    const errored = sampleAttempt({ verdict: 'errored', checks: [] });
    expect(githubReport([errored], 'en', lessons)).toBe('::error title=⚠ todo/health errored::errored\n');
    expect(junitReport([errored], 'en', lessons)).toContain('errors="1"');
  });
});

describe('the replay command', () => {
  it('names the checks that failed and the seed', () => {
    expect(replayCommand(sampleAttempt())).toBe(
      'npx orkestr grade ./my-service --lab todo/health --check ready-follows-db --seed 81723',
    );
  });

  it('is one shell command whatever the folder is called', () => {
    const name = "it's; rm -rf $HOME";
    const source = { kind: 'folder', name, digest: '' } as const;
    expect(replayCommand(sampleAttempt({ source }))).toContain(`grade 'it'\\''s; rm -rf $HOME' --lab`);
    expect(replayCommand(sampleAttempt({ source: { ...source, kind: 'mutant', name: 'ready-cached' } }))).toContain(
      'grade --source mutant:ready-cached --lab',
    );
  });
});
