import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attempt, Verdict } from '../../contract/index.ts';
import type { GradeOptions } from '../../engine/grade.ts';
import type { LabEntry } from '../../lab/index.ts';
import { sampleAttempt } from '../../report/sample-attempt.ts';
import { sampleEngine, sampleInterruption, sampleLab, sampleTerminal } from '../sample-lab.ts';
import { sideBySide } from './side-by-side.ts';
import { type VerifyOptions, verifyCommand } from './verify-command.ts';
import { authorErrors } from './verify-plan.ts';

/** An attempt in which the named checks failed. */
function attemptFailing({ lab }: GradeOptions, failing: readonly string[]): Attempt {
  const [blank] = sampleAttempt().checks;
  const checks = lab.lab.checks.map(({ slug, title }) => {
    const verdict: Verdict = failing.includes(slug) ? 'failed' : 'passed';
    return { ...blank!, id: `${lab.id}.${slug}`, title, verdict };
  });
  return sampleAttempt({ lab: lab.id, checks, verdict: failing.length > 0 ? 'failed' : 'passed' });
}

/** What every source fails when all is well. */
function rightly({ lab, source }: GradeOptions): string[] {
  if (source.kind !== 'mutant') return [];
  return [...(lab.mutants.find(({ name }) => name === source.name)?.fails ?? [])];
}

/** A reference that the sample's edits fit. */
let reference: string;
beforeAll(async () => {
  reference = await mkdtemp(join(tmpdir(), 'cli-test-'));
  await writeFile(join(reference, 'a'), 'b');
});
afterAll(() => rm(reference, { recursive: true }));

async function verify(
  failing: (options: GradeOptions, call: number) => string[],
  options: Partial<VerifyOptions> = {},
  entries: LabEntry[] = [sampleLab()],
  names: string[] = [],
) {
  const { terminal, written } = sampleTerminal();
  let call = 0;
  const { grade, calls } = sampleEngine((asked) => attemptFailing(asked, failing(asked, ++call)));
  const code = await verifyCommand(names, { repeat: 1, jobs: 3, format: 'pretty', lang: 'en', ...options }, terminal, {
    grade,
    loadCatalogue: async () => entries.map((entry) => ({ ...entry, reference })),
    onInterruption: sampleInterruption().onInterruption,
  });
  return { code, calls, ...written };
}

describe('orkestr labs verify', () => {
  it('is content when the reference and variants pass and each mutant fails its checks', async () => {
    const { code, stdout, calls } = await verify(rightly);
    expect(code).toBe(0);
    expect(calls.map(({ source }) => source.kind)).toEqual(['reference', 'variant', 'mutant', 'mutant', 'mutant']);
    expect(stdout.replace(/, [\d.]+ s$/m, ', TIME')).toMatchInlineSnapshot(`
      "1/5 ● todo/health  reference               8.4 s  passes all
      2/5 ● todo/health  variant express         8.4 s  passes all
      3/5 ● todo/health  mutant live-asks-db     8.4 s  fails live-shape
      4/5 ● todo/health  mutant ready-cached     8.4 s  fails ready-follows-db
      5/5 ● todo/health  mutant drops-requests   8.4 s  fails drain

      todo/health
                          1  2  3
        live-shape        ✕
        ready-follows-db     ✕
        drain                   ✕
        1 live-asks-db   2 ready-cached   3 drops-requests   ✕ caught   ! lives   · may fail
        ? must not fail

      ● 5 of 5 attempts as they must be, TIME
      "
    `);
  });

  it('names a mutant that lives, and a check that fails with it unasked', async () => {
    const wrong = (options: GradeOptions) => {
      if (options.source.kind === 'mutant' && options.source.name === 'live-asks-db') return ['ready-follows-db'];
      return rightly(options);
    };
    const { code, stdout } = await verify(wrong);
    expect(code).toBe(1);
    expect(stdout).toContain('live-shape: must have failed, but passed');
    expect(stdout).toContain('ready-follows-db: must have passed, but failed');
    expect(stdout).toContain('seed 81723');
    expect(stdout).toMatch(/live-shape +!$/m);
    expect(stdout).toMatch(/ready-follows-db +\? +✕$/m);
  });

  it('lets a mutant fail what it may', async () => {
    const more = (options: GradeOptions) =>
      options.source.kind === 'mutant' && options.source.name === 'ready-cached'
        ? ['ready-follows-db', 'drain']
        : rightly(options);
    expect((await verify(more)).code).toBe(0);
  });

  it('never takes an attempt that came to nothing for a mutant that was caught', async () => {
    const { terminal } = sampleTerminal();
    const nothing = {
      code: 'build',
      message: 'did not build',
      expected: null,
      received: null,
      hint: null,
      command: null,
      log: [],
    };
    const { grade } = sampleEngine((options) => ({
      ...attemptFailing(options, rightly(options)),
      verdict: 'ungradable',
      problem: nothing,
    }));
    const code = await verifyCommand([], { repeat: 1, jobs: 1, format: 'pretty', lang: 'en' }, terminal, {
      grade,
      loadCatalogue: async () => [sampleLab()],
      onInterruption: sampleInterruption().onInterruption,
    });
    expect(code).toBe(1);
  });

  it('runs only the mutants that were named, and knows the nearest', async () => {
    const { calls } = await verify(rightly, { mutant: ['ready-cached'], repeat: 2 });
    expect(calls.map(({ source }) => source)).toEqual(Array(2).fill({ kind: 'mutant', name: 'ready-cached' }));
    await expect(verify(rightly, { mutant: ['ready-cache'] })).rejects.toThrow('Did you mean "ready-cached"?');
    await expect(verify(rightly, {}, [sampleLab()], ['helth'])).rejects.toThrow('Did you mean "health"?');
  });

  it('measures flakes, also of checks that may fail', async () => {
    const flaky = (options: GradeOptions, call: number) => {
      if (options.source.kind !== 'mutant' || options.source.name !== 'ready-cached') return rightly(options);
      return call <= 1 ? ['ready-follows-db', 'drain'] : ['ready-follows-db'];
    };
    const { code, stdout } = await verify(flaky, { mutant: ['ready-cached'], repeat: 3, jobs: 1 });
    expect(code).toBe(1);
    expect(stdout).toContain('drain differs between rounds: failed 1×, passed 2×');
  });

  it('tells programs the same as JSON, and only that on stdout', async () => {
    const { stdout, stderr } = await verify(rightly, { format: 'json' });
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, ok: true, errors: [], flakes: [], results: { length: 5 } });
    expect(stderr).toContain('5 of 5 attempts');
  });

  it('finds what is wrong with the tables before anything runs', () => {
    const text = { en: 'x', ru: 'x' };
    const entry = sampleLab('health', [
      { name: 'one', mistake: text, edits: [], fails: ['live-shape', 'drian'] },
      { name: 'one', mistake: text, edits: [], fails: [] },
      { name: 'two', mistake: text, edits: [], fails: ['drain'], mayFail: ['drain'] },
    ]);
    expect(authorErrors([entry])).toMatchInlineSnapshot(`
      [
        "labs/todo/health/mutants.ts: two mutants are called "one"",
        "labs/todo/health/mutants.ts: mutant "one" names the check "drian", which todo/health does not have",
        "labs/todo/health/mutants.ts: mutant "one" names no check that must fail",
        "labs/todo/health/mutants.ts: mutant "two" says of "drain" both that it must fail and that it may",
        "labs/todo/health/mutants.ts: no mutant must fail "ready-follows-db": a check that nothing is known to fail proves nothing",
      ]
    `);
  });
});

describe('work side by side', () => {
  it('never does more at a time than it may, and everything once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await sideBySide([1, 2, 3, 4, 5, 6, 7], 3, new AbortController().signal, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('begins nothing more after an abort, and hands an error on', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    await sideBySide([1, 2, 3], 1, controller.signal, async (item) => {
      done.push(item);
      controller.abort();
    });
    expect(done).toEqual([1]);
    const broken = sideBySide([1, 2], 2, new AbortController().signal, async (item) => {
      if (item === 1) throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
  });
});
