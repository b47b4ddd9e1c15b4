import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Edit } from '../../lab/index.ts';
import { sampleLab } from '../sample-lab.ts';
import { editErrors } from './edit-errors.ts';

it('names each mutant that no longer fits the reference', async () => {
  const reference = await mkdtemp(join(tmpdir(), 'cli-test-'));
  onTestFinished(() => rm(reference, { recursive: true }));
  await writeFile(join(reference, 'app.js'), 'one two two');
  const mistake = { en: 'x', ru: 'x' };
  const mutant = (name: string, ...edits: Edit[]) => ({ name, mistake, edits, fails: ['live-shape'] });
  const entry = sampleLab('health', [
    mutant(
      'fits',
      { file: 'app.js', find: 'one', replace: 'three' },
      { file: 'app.js', find: 'three', replace: 'four' },
    ),
    mutant('creates', { file: 'new.js', create: 'x' }),
    mutant('twice', { file: 'app.js', find: 'two', replace: 'three' }),
    mutant('gone', { file: 'old.js', remove: true }),
    mutant('there', { file: 'app.js', create: 'x' }),
  ]);
  expect(await editErrors([{ ...entry, reference }])).toMatchInlineSnapshot(`
    [
      "labs/todo/health/mutants.ts: mutant "twice": app.js: expected the text to find exactly once, it is there 2 times: "two"",
      "labs/todo/health/mutants.ts: mutant "gone": the reference has no file old.js",
      "labs/todo/health/mutants.ts: mutant "there": app.js is there already and cannot be created",
    ]
  `);
});
