import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema, type Verdict } from '../../contract/index.ts';
import { sampleAttempt, sampleUngradable } from '../../report/sample-attempt.ts';
import { sampleEngine, sampleInterruption, sampleLab, sampleTerminal } from '../sample-lab.ts';
import { type GradeCommandOptions, type GradeTools, gradeCommand } from './grade-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function call(
  options: Partial<GradeCommandOptions>,
  tools: Partial<GradeTools> = {},
  env: NodeJS.ProcessEnv = {},
) {
  const { terminal, written } = sampleTerminal({ XDG_STATE_HOME: join(folder, 'state'), ...env }, folder);
  const engine = sampleEngine();
  const code = await gradeCommand(undefined, { lab: ['health'], format: 'pretty', lang: 'en', ...options }, terminal, {
    grade: engine.grade,
    loadCatalogue: async () => [sampleLab('health'), sampleLab('metrics')],
    onInterruption: sampleInterruption().onInterruption,
    ...tools,
  });
  return { code, calls: engine.calls, ...written };
}

describe('orkestr grade', () => {
  it.each([
    ['passed', 0],
    ['failed', 1],
    ['ungradable', 2],
    ['errored', 3],
  ] as [Verdict, number][])('ends with the exit code of %s', async (verdict, code) => {
    const { grade } = sampleEngine(() => sampleAttempt({ verdict }));
    expect((await call({}, { grade })).code).toBe(code);
  });

  it('takes the gravest verdict of several labs', async () => {
    const { grade } = sampleEngine(({ lab }) =>
      lab.id === 'todo/health' ? sampleUngradable() : sampleAttempt({ verdict: 'failed' }),
    );
    const result = await call({ lab: ['metrics', 'todo/health'], format: 'json' }, { grade });
    expect(result.code).toBe(2);
    expect(JSON.parse(result.stdout)).toMatchObject({ verdict: 'ungradable', attempts: [{}, {}] });
  });

  it('prints exactly one JSON object on stdout, and the rest on stderr', async () => {
    const { stdout, stderr, code } = await call({ format: 'json' });
    const report = JSON.parse(stdout);
    expect(reportSchema.parse(report)).toEqual(report);
    expect(stderr).toContain('✕ ready-follows-db');
    expect(code).toBe(1);
  });

  it('prints the transcript on stdout when that is the report', async () => {
    const { stdout, stderr } = await call({});
    expect(stdout).toContain('✕ failed  todo/health · 2 of 3 checks passed');
    expect(stderr).toBe('');
  });

  it('writes the report to a file, whole, and the progress to stderr', async () => {
    const { stdout, stderr } = await call({ format: 'junit', output: 'report.xml' });
    expect(stdout).toBe('');
    expect(stderr).toContain('✕ failed');
    expect(await readFile(join(folder, 'report.xml'), 'utf8')).toMatch(/^<\?xml[\s\S]*<\/testsuites>\n$/);
    expect(await readdir(folder)).toEqual(['report.xml']);
  });

  it('writes the transcript to a file without colours', async () => {
    await call({ output: 'report.txt' }, {}, { FORCE_COLOR: '1' });
    const text = await readFile(join(folder, 'report.txt'), 'utf8');
    expect(text).toContain('✕ failed  todo/health');
    expect(text).not.toContain('\u001b');
  });

  it('follows a link to the report, and leaves the link', async () => {
    await writeFile(join(folder, 'real.json'), 'old');
    await symlink('real.json', join(folder, 'link.json'));
    await call({ format: 'json', output: 'link.json' });
    expect(JSON.parse(await readFile(join(folder, 'real.json'), 'utf8'))).toMatchObject({ version: 1 });
  });

  it.each([
    ['no/such/folder/report.json', 'its folder is not there'],
    ['.', 'it is a folder'],
  ])('says before grading that %s cannot be written', async (output, reason) => {
    await expect(call({ format: 'json', output })).rejects.toThrow(reason);
  });

  it('hands seed, checks and keep to the engine', async () => {
    const { calls, stdout } = await call({ seed: 7, check: ['health.drain', 'live-shape'], keep: true });
    expect(calls).toMatchObject([{ seed: 7, keep: true, checks: ['todo/health.drain', 'todo/health.live-shape'] }]);
    expect(stdout).toContain('docker rm -fv');
  });

  it('grades a lab once, however often it is named', async () => {
    expect((await call({ lab: ['health', 'todo/health'] })).calls).toHaveLength(1);
  });

  it.each([
    [{ lab: ['helth'] }, 'There is no lab called "helth". Did you mean "health"?'],
    [{ lab: [] }, 'Name a lab with --lab. There are: todo/health, todo/metrics.'],
    [{ check: ['health.drian'] }, 'There is no check called "drian". Did you mean "drain"?'],
    [{ lab: ['health', 'metrics'], check: ['health.drain'] }, '--check names no check of todo/metrics'],
  ])('refuses %j with the nearest right name', async (options, sentence) => {
    await expect(call(options)).rejects.toThrow(sentence);
  });

  it('looks a bare lab up in the track of orkestr.yaml, and a broken file is for the engine to name', async () => {
    await writeFile(join(folder, 'orkestr.yaml'), 'version: 1\ntrack: todo\n');
    expect((await call({})).calls).toHaveLength(1);
    await writeFile(join(folder, 'orkestr.yaml'), 'track: [\n');
    expect((await call({})).calls).toHaveLength(1);
  });

  it('stops on Ctrl-C, waits for the clean-up, begins no other lab and ends with 130', async () => {
    const interruption = sampleInterruption();
    const engine = sampleEngine(() => {
      interruption.interrupt();
      return sampleAttempt({ verdict: 'errored' });
    });
    const result = await call(
      { lab: ['health', 'metrics'], format: 'json' },
      { grade: engine.grade, onInterruption: interruption.onInterruption },
    );
    expect(result.code).toBe(130);
    expect(engine.calls).toHaveLength(1);
    expect(result.stderr).toContain('Another Ctrl-C does not skip this.');
    expect(result.stderr).toContain('Interrupted. Everything that was started has been removed.');
    expect(JSON.parse(result.stdout).attempts).toHaveLength(1);
  });

  it('keeps the evidence of a hidden check to itself once, and shows it the second time', async () => {
    const attempt = sampleAttempt();
    attempt.checks = attempt.checks.map((check) => ({ ...check, hidden: check.verdict === 'failed' }));
    const { grade } = sampleEngine(() => attempt);
    const first = await call({ format: 'json' }, { grade });
    expect(first.stdout + first.stderr).not.toContain('51 answers');
    expect(first.stdout).toContain('when it fails a second time');
    const second = await call({ format: 'json' }, { grade });
    expect(JSON.parse(second.stdout).attempts[0].checks[1].received).toContain('51 answers');
    const reference = await call(
      { format: 'json', source: 'reference' },
      { grade },
      { XDG_STATE_HOME: join(folder, 'other') },
    );
    expect(reference.stdout).toContain('51 answers');
  });

  it('goes on where nothing can be remembered', async () => {
    await writeFile(join(folder, 'state'), 'a file, not a folder');
    expect((await call({})).code).toBe(1);
  });
});
