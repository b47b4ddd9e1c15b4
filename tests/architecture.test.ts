import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Rooms of grader/src from top to bottom: a room imports only from those below it. */
const rooms = [
  'cli',
  'server',
  'runner',
  'store',
  'engine',
  'report',
  'probes',
  'build',
  'stack',
  'lab',
  'contract',
] as const;

/** One library has one door: who may import it. */
const doors: Record<string, RegExp> = {
  dockerode: /^grader\/src\/stack\//,
  'better-sqlite3': /^grader\/src\/store\//,
  kysely: /^grader\/src\/store\//,
  fastify: /^grader\/src\/server\//,
  pg: /^grader\/src\/probes\//,
  'tar-stream': /^grader\/src\/(build|stack)\//,
  'simple-git': /^grader\/src\/build\//,
  '@xterm/xterm': /^site\/src\/terminal\//,
};

interface Import {
  from: string;
  to: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter(
      (path) => /\.(ts|astro|mjs)$/.test(path) && !/(^|\/)(node_modules|dist|starter|variants|\.astro)\//.test(path),
    )
    .filter((path) => !/\.(test|bench)\.ts$/.test(path));
}

function importsOf(path: string): Import[] {
  const text = readFileSync(join(root, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, specifier]) => specifier as string,
  );
  return specifiers.map((specifier) => ({
    from: path,
    to: specifier.startsWith('.')
      ? relative(root, resolve(root, path, '..', specifier)).replaceAll('\\', '/')
      : specifier,
  }));
}

const grader = sources('grader/src').flatMap(importsOf);
const labs = sources('labs').flatMap(importsOf);
const site = sources('site/src').flatMap(importsOf);

function roomOf(path: string): string | undefined {
  return /^grader\/src\/([^/]+)\//.exec(path)?.[1];
}

describe('the house', () => {
  it('has no room that the plan does not name', () => {
    const found = readdirSync(join(root, 'grader/src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(found.map(({ name }) => name).filter((name) => !rooms.includes(name as never))).toEqual([]);
  });

  it('imports only downward', () => {
    const upward = grader.filter(({ from, to }) => {
      const [here, there] = [roomOf(from), roomOf(to)].map((room) => rooms.indexOf(room as never));
      return here !== undefined && there !== undefined && there !== -1 && there < here;
    });
    expect(upward).toEqual([]);
  });

  it('keeps each heavy library behind its door', () => {
    const trespassers = [...grader, ...labs, ...site].filter(({ from, to }) => {
      const door = doors[to];
      return door !== undefined && !door.test(from);
    });
    expect(trespassers).toEqual([]);
  });

  it('lets labs see the lab room and the contract only', () => {
    const foreign = labs.filter(({ to }) => to.startsWith('grader/') || (to.startsWith('orkestr') && !allowed.has(to)));
    expect(foreign).toEqual([]);
  });

  it('lets the site see the contract only', () => {
    const foreign = site.filter(({ to }) => {
      if (to.startsWith('orkestr')) return to !== 'orkestr/contract';
      return to.startsWith('grader/') && !to.startsWith('grader/src/contract/');
    });
    expect(foreign).toEqual([]);
  });

  it('does no I/O in the contract', () => {
    const outside = grader.filter(
      ({ from, to }) => roomOf(from) === 'contract' && !to.startsWith('grader/src/contract/'),
    );
    expect(new Set(outside.map(({ to }) => to))).toEqual(new Set(['zod']));
  });

  it('finds imports at all', () => {
    expect(grader.length).toBeGreaterThan(100);
    expect(labs.length).toBeGreaterThan(20);
  });
});

const allowed = new Set(['orkestr/lab', 'orkestr/contract']);
