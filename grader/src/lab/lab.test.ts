import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { findLab, type LabEntry } from './catalogue.ts';
import { defineLab, type Lab } from './define.ts';
import { applyEdit, plantMutant } from './mutate.ts';
import { editDistance, nearest, UnknownName } from './nearest.ts';
import { Random } from './random.ts';

const words = { en: 'words', ru: 'слова' };

describe('Random', () => {
  it('gives the same values for the same seed and name, others for another', () => {
    const draw = (seed: number, name: string) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.fraction()
        )(new Random(seed, name)),
      );
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  });

  it('keeps its bounds and loses nothing in a shuffle', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.string(),
        fc.integer({ min: -50, max: 50 }),
        fc.nat(100),
        (seed, name, low, span) => {
          const random = new Random(seed, name);
          const value = random.integer(low, low + span);
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(low + span);
          const items = Array.from({ length: span }, (_, index) => index);
          expect(random.shuffle(items).toSorted((a, b) => a - b)).toEqual(items);
          expect(random.word(6)).toMatch(/^[a-z][a-z0-9]{5}$/);
        },
      ),
    );
  });

  it('reaches every value of a small range', () => {
    const random = new Random(3, 'range');
    expect(new Set(Array.from({ length: 200 }, () => random.integer(1, 6)))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });
});

describe('nearest', () => {
  it.each([
    ['helth', 'health'],
    ['metrcis', 'metrics'],
    ['http', 'http-api'],
    ['zzz', undefined],
  ])('%s is most like %s', (name, expected) => {
    expect(nearest(name, ['http-api', 'health', 'metrics', 'migrations'])).toBe(expected);
  });

  it('counts a swap of neighbours once', () => {
    expect(editDistance('metrcis', 'metrics')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });
});

describe('findLab', () => {
  const entry = (id: string) => ({ id, lab: { slug: id.split('/')[1] } }) as LabEntry;
  const catalogue = [entry('todo/health'), entry('orders/health'), entry('todo/metrics')];

  it('takes the full name, the bare one of a track, and a bare one only one lab has', () => {
    expect(findLab(catalogue, 'todo/health').id).toBe('todo/health');
    expect(findLab(catalogue, 'health', 'orders').id).toBe('orders/health');
    expect(findLab(catalogue, 'metrics').id).toBe('todo/metrics');
  });

  it('names the nearest right one', () => {
    expect(() => findLab(catalogue, 'todo/helth')).toThrow(/Did you mean "todo\/health"/);
    expect(() => findLab(catalogue, 'health')).toThrow(UnknownName);
  });
});

describe('defineLab', () => {
  const check = { slug: 'one', title: words, property: words, deadlineMs: 1, failures: {}, run: async () => undefined };
  const lab: Lab = {
    slug: 'lab',
    track: 'track',
    title: words,
    summary: words,
    deliver: [],
    minutes: 1,
    needs: [],
    services: ['s'],
    lesson: 'l',
    checks: [check],
  };

  it.each([
    [{ slug: 'Not Kebab' }, 'not kebab-case'],
    [{ checks: [check, check] }, 'two checks are called "one"'],
    [{ checks: [{ ...check, deadlineMs: 0 }] }, 'has no deadline'],
    [{ checks: [] }, 'has no checks'],
  ])('refuses %o', (change, message) => {
    expect(() => defineLab({ ...lab, ...change })).toThrow(message);
  });
});

describe('mutants', () => {
  const root = mkdtempSync(join(tmpdir(), 'orkestr-reference-'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'a.ts'), 'one two one');
  writeFileSync(join(root, 'b.ts'), '');
  afterAll(() => rmSync(root, { recursive: true }));

  it('an edit fits exactly once, with `$` taken as it is', () => {
    expect(applyEdit('one two one', { file: 'a.ts', find: 'two', replace: '$& $1' })).toBe('one $& $1 one');
    expect(() => applyEdit('one two one', { file: 'a.ts', find: 'one', replace: '' })).toThrow(/a\.ts: .*2 times/);
    expect(() => applyEdit('one two one', { file: 'a.ts', find: 'six', replace: '' })).toThrow(/0 times/);
  });

  it('is a copy with the mistake in it, and leaves with its folder', async () => {
    const edits = [
      { file: 'a.ts', find: 'two', replace: '2' },
      { file: 'b.ts', remove: true },
      { file: 'c.ts', create: 'new' },
    ] as const;
    let folder = '';
    {
      await using planted = await plantMutant(root, { name: 'm', mistake: words, edits, fails: [] });
      folder = planted.folder;
      expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('one 2 one');
      expect(existsSync(join(folder, 'b.ts'))).toBe(false);
      expect(readFileSync(join(folder, 'c.ts'), 'utf8')).toBe('new');
      expect(existsSync(join(folder, 'node_modules'))).toBe(false);
    }
    expect(existsSync(folder)).toBe(false);
    expect(readFileSync(join(root, 'a.ts'), 'utf8')).toBe('one two one');
  });

  it('leaves nothing behind when an edit does not fit', async () => {
    const wrong = { name: 'm', mistake: words, edits: [{ file: 'a.ts', find: 'gone', replace: '' }], fails: [] };
    await expect(plantMutant(root, wrong)).rejects.toThrow('0 times');
  });
});
