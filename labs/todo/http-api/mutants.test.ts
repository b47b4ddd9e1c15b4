import { join } from 'node:path';
import { plantMutant, repositoryRoot } from 'orkestr/lab';
import { describe, expect, test } from 'vitest';
import lab from './lab.ts';
import mutants from './mutants.ts';

const reference = join(repositoryRoot, 'reference-solution/todo-service');
const slugs = lab.checks.map((check) => check.slug);

describe('the mutants', () => {
  test('have names of their own', () => {
    expect(new Set(mutants.map((mutant) => mutant.name)).size).toBe(mutants.length);
  });

  test.each(slugs)('one of them must fail %s', (slug) => {
    expect(mutants.filter((mutant) => mutant.fails.includes(slug))).not.toEqual([]);
  });

  test.each(mutants)('$name fits the reference and names checks of this lab', async (mutant) => {
    await using planted = await plantMutant(reference, mutant);
    expect(planted.folder).not.toBe('');
    expect(mutant.fails).not.toEqual([]);
    for (const slug of [...mutant.fails, ...(mutant.mayFail ?? [])]) expect(slugs).toContain(slug);
    expect(mutant.fails.filter((slug) => mutant.mayFail?.includes(slug))).toEqual([]);
  });
});
