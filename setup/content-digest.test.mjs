import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentDigest } from './content-digest.mjs';

let base;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'digest-test-'));
  mkdirSync(join(base, 'site/dist'), { recursive: true });
  writeFileSync(join(base, 'site/page.md'), 'one');
});
afterEach(() => rmSync(base, { recursive: true }));

const digest = () => contentDigest(['site', 'missing'], base);

it('changes with a content and with a name', () => {
  const first = digest();
  writeFileSync(join(base, 'site/page.md'), 'two');
  const second = digest();
  expect(second).not.toBe(first);
  rmSync(join(base, 'site/page.md'));
  writeFileSync(join(base, 'site/other.md'), 'two');
  expect(digest()).not.toBe(second);
});

it('does not look at what was made from the others', () => {
  const first = digest();
  writeFileSync(join(base, 'site/dist/page.html'), 'made');
  expect(digest()).toBe(first);
});
