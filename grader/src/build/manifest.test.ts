import { describe, expect, it } from 'vitest';
import type { Ungradable } from '../lab/index.ts';
import { readManifest } from './manifest.ts';

const good = 'version: 1\ntrack: todo\nservices:\n  todo-service:\n    build: .\n    migrate: [node, migrate.js]\n';
const received = (text: string | undefined) => {
  try {
    readManifest(text);
  } catch (error) {
    const { received: words } = (error as Ungradable).evidence;
    return typeof words === 'string' ? words : words?.en;
  }
  return undefined;
};

describe('readManifest', () => {
  it('fills in what may be left out', () => {
    expect(readManifest(good)).toEqual({
      version: 1,
      track: 'todo',
      services: { 'todo-service': { build: '.', port: 8080, migrate: ['node', 'migrate.js'] } },
    });
  });

  it.each([
    [undefined, 'no orkestr.yaml'],
    [good.replace('build:', 'biuld:'), 'line 5: unknown key "biuld" in services.todo-service; did you mean "build"?'],
    [`${good}servces: {}\n`, 'line 7: unknown key "servces"; did you mean "services"?'],
    [good.replace('version: 1', 'version: 2'), /^line 1: version: /],
    [good.replace('[node, migrate.js]', 'node migrate.js'), /^line 6: services\.todo-service\.migrate: .*array/],
    [good.replace('build: .', 'port: 70000'), /^line 5: services\.todo-service\.port: /],
    ['version: 1\n  track: [', /^line \d+: /],
    ['a: 1\na: 2\n', /^line 2: .*unique/i],
    ['x: &x [1]\ny: [*x, *x]\n', /alias/i],
    ['- not\n- a map\n', /^line 1: orkestr\.yaml: /],
    ['', /orkestr\.yaml: /],
    [`x: ${'y'.repeat(70_000)}`, '70003 bytes'],
  ])('refuses %j', (text, expected) => {
    if (typeof expected === 'string') expect(received(text)).toBe(expected);
    else expect(received(text)).toMatch(expected);
  });

  it('is not slowed by an alias bomb', () => {
    const bomb = [
      'a: &a [x, x]',
      ...Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`}, `.repeat(9)}x]`),
    ];
    const began = performance.now();
    expect(received(bomb.join('\n'))).toBeDefined();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
