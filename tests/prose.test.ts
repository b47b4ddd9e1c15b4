import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];
/** The plan names rooms that are not built yet, and says so at its top. */
const plans = ['docs/architecture.md'];

describe('prose', () => {
  it.each(pages)('%s links to files that are there', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link]) => link as string);
    const missing = links.filter((link) => !existsSync(resolve(root, dirname(page), link)));
    expect(missing).toEqual([]);
  });

  it.each(pages.filter((page) => !plans.includes(page)))('%s names paths that are there', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const rooms = /^(content|docs|grader|labs|reference-solution|setup|site|tests|\.ci)\//;
    const paths = [...text.matchAll(/`([\w./-]+)`/g)]
      .map(([, path]) => path as string)
      .filter((path) => rooms.test(path));
    const missing = paths.filter((path) => !existsSync(join(root, path)) && !/\/(dist|node_modules)(\/|$)/.test(path));
    expect(missing).toEqual([]);
  });
});
