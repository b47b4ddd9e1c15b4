import { loadCatalogue, plantMutant } from 'orkestr/lab';
import { describe, expect, test } from 'vitest';

/** Of every lab there is, and of each one that comes. */
describe.each(await loadCatalogue())('the mutants of $id', ({ lab, mutants, reference }) => {
  const slugs = lab.checks.map((check) => check.slug);

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
