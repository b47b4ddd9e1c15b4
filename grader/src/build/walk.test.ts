import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ungradable } from '../lab/index.ts';
import { defaultLimits } from '../stack/limits.ts';
import { walk } from './walk.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'orkestr-walk-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

const refusal = (limits = defaultLimits) =>
  walk(root, limits).then(
    () => undefined,
    (error: Ungradable) => ({ code: error.code, received: error.evidence.received }),
  );

describe('walk', () => {
  it('reads regular files, sorted, with their execute bit', async () => {
    await put({ 'b/c.txt': 'c', 'a.sh': '#!/bin/sh' });
    await chmod(join(root, 'a.sh'), 0o755);
    const { files } = await walk(root, defaultLimits);
    expect(files.map(({ path, executable }) => [path, executable])).toEqual([
      ['a.sh', true],
      ['b/c.txt', false],
    ]);
  });

  it('has the same digest for the same files, another for any change', async () => {
    await put({ a: '1', b: '2' });
    const first = (await walk(root, defaultLimits)).digest;
    expect((await walk(root, defaultLimits)).digest).toBe(first);
    await put({ b: '3' });
    const second = (await walk(root, defaultLimits)).digest;
    await rm(join(root, 'b'));
    await put({ c: '3' });
    expect(new Set([first, second, (await walk(root, defaultLimits)).digest]).size).toBe(3);
  });

  it('leaves out history, installed packages and ignored folders, whatever is in them', async () => {
    await put({
      '.git/config': '',
      'node_modules/x/y.js': '',
      'web/node_modules/z.js': '',
      '.venv/lib': '',
      'a.txt': '',
    });
    await symlink('/etc', join(root, '.venv/link'));
    await put({ '.dockerignore': '.venv\n' });
    const { files } = await walk(root, defaultLimits);
    expect(files.map(({ path }) => path)).toEqual(['.dockerignore', 'a.txt']);
  });

  it('walks into ignored folders when a later line brings something back', async () => {
    await put({ '.dockerignore': '*\n!src\n', 'src/main.ts': '', 'README.md': 'read by a check all the same' });
    const { files } = await walk(root, defaultLimits);
    expect(files.map(({ path }) => path)).toEqual(['.dockerignore', 'README.md', 'src/main.ts']);
  });

  it('refuses links, pipes and sockets by name, without following them', async () => {
    await symlink('/etc/passwd', join(root, 'link'));
    expect(await refusal()).toMatchObject({ code: 'not-a-regular-file', received: { en: 'link is a symbolic link' } });
    await rm(join(root, 'link'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await refusal()).toMatchObject({ received: { en: 'pipe is a named pipe' } });
    await rm(join(root, 'pipe'));
    const server = createServer().listen(join(root, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await refusal()).toMatchObject({ received: { en: 'socket is a socket' } });
    server.close();
  });

  it('refuses a folder that is itself a link', async () => {
    await symlink(tmpdir(), join(root, 'folder'));
    expect(await refusal()).toMatchObject({
      code: 'not-a-regular-file',
      received: { en: 'folder is a symbolic link' },
    });
  });

  it('stops at the limits of count, size and depth', async () => {
    await put(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, ''])));
    expect(await refusal({ ...defaultLimits, sourceFiles: 20 })).toMatchObject({ code: 'too-many-files' });
    await put({ big: 'x'.repeat(2_000) });
    expect(await refusal({ ...defaultLimits, sourceFileBytes: 1_000 })).toMatchObject({
      code: 'too-large',
      received: { en: 'big is larger' },
    });
    expect(await refusal({ ...defaultLimits, sourceBytes: 1_000 })).toMatchObject({ code: 'too-large' });
    await put({ 'a/b/c/d/e': '' });
    expect(await refusal({ ...defaultLimits, sourceDepth: 3 })).toMatchObject({ code: 'too-deep' });
  });

  it('counts folders too, so that a million empty ones end early', async () => {
    for (let index = 0; index < 60; index++) await mkdir(join(root, `d${index}`));
    expect(await refusal({ ...defaultLimits, sourceFiles: 20 })).toMatchObject({ code: 'too-many-files' });
  });

  it('refuses names that are not UTF-8', async () => {
    const name = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff, 0xfe])]);
    await writeFile(name, '');
    expect(await refusal()).toMatchObject({ code: 'bad-name' });
  });
});
