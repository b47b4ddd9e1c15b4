import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDocker } from '../docker.ts';
import type { ContextSource } from './build-context.ts';
import { ensureImages } from './ensure-images.ts';
import { imageTools } from './image-tools.ts';
import { listImages } from './list-images.ts';
import type { ImageRecipe } from './recipes.ts';
import { removeImages } from './remove-images.ts';

const docker = connectDocker();
const tools = imageTools(docker);

/** Small images of this test's own, on the base that every other image has: the real ones are not built anew. */
describe('images on a real daemon', { timeout: 300_000 }, () => {
  const tag = `test-${process.pid}`;
  const parent = 'orkestr/base:trixie';
  const own = `orkestr-test/own:${tag}`;
  const open = `orkestr-test/public:${tag}`;
  const copied = 'put/LICENSE';
  const recipes: ImageRecipe[] = [
    { name: own, folder: 'own', parent: null, kind: 'own' },
    { name: open, folder: 'public', parent: own, kind: 'public' },
  ];
  let source: ContextSource;
  let lines: string[];
  const ensure = () =>
    ensureImages([open], ({ line }) => lines.push(line), {
      source,
      // The first recipe starts FROM the real base, which is nobody's to make here.
      tools: { ...tools, make: (request) => tools.make({ ...request, recipe: { ...request.recipe, parent } }) },
      lockFile: join(source.folder, 'lock'),
    });

  beforeEach(async () => {
    await ensureImages([parent], () => {});
    const folder = mkdtempSync(join(tmpdir(), 'images-test-'));
    for (const name of ['own', 'public']) mkdirSync(join(folder, name));
    writeFileSync(
      join(folder, 'own/Dockerfile'),
      `FROM ${parent}\nCOPY greet /usr/local/bin/\nRUN echo built by a step\n`,
    );
    writeFileSync(join(folder, 'own/greet'), '#!/bin/sh\necho hello\n', { mode: 0o755 });
    writeFileSync(join(folder, 'public/Dockerfile'), `FROM ${own}\n`);
    source = { recipes, folder, certificates: [] };
    lines = [];
  });

  afterEach(async () => {
    for (const name of [open, own]) await tools.remove(name);
    rmSync(source.folder, { recursive: true });
  });

  it('builds, does nothing the second time, builds anew what was changed, and removes all of it', async () => {
    await ensure();
    expect(lines).toContain('built by a step');
    expect((await listImages({ source })).map(({ state, standIn }) => [state, standIn])).toEqual([
      ['current', false],
      ['current', true],
    ]);
    const first = await Promise.all([tools.inspect(own), tools.inspect(open)]);

    lines.length = 0;
    await ensure();
    expect(lines).toEqual([]);

    writeFileSync(join(source.folder, 'own/greet'), '#!/bin/sh\necho goodbye\n', { mode: 0o755 });
    await ensure();
    const second = await Promise.all([tools.inspect(own), tools.inspect(open)]);
    expect(second.map((image) => image?.id)).not.toEqual(first.map((image) => image?.id));
    for (const image of first) expect(await tools.inspect(image!.id), 'the replaced image is gone').toBeNull();

    expect((await removeImages({ recipes })).map(({ name, removed }) => [name, removed])).toEqual([
      [open, true],
      [own, true],
    ]);
    expect(await tools.inspect(own)).toBeNull();
  });

  it("leaves somebody else's image under a public name as it is", async () => {
    await docker.getImage(parent).tag({ repo: 'orkestr-test/public', tag });
    const before = await tools.inspect(open);
    await ensure();
    expect(lines).toEqual([]);
    expect((await tools.inspect(open))?.id).toBe(before?.id);
    expect((await listImages({ source }))[1]).toMatchObject({ state: 'foreign', standIn: false });
    expect(await removeImages({ recipes })).toEqual([]);
    expect((await tools.inspect(open))?.id).toBe(before?.id);
  });

  it('puts files of an npm package into the context', async () => {
    writeFileSync(join(source.folder, 'own/Dockerfile'), `FROM ${parent}\nCOPY put/ /put/\nRUN head -n 1 /${copied}\n`);
    recipes[0]!.npmFiles = [{ spec: 'fastify@5.12.8', place: (path) => (path === 'LICENSE' ? copied : null) }];
    try {
      await ensure();
    } finally {
      delete recipes[0]!.npmFiles;
    }
    expect(lines).toContain('MIT License');
  });

  it('shows the last lines of a build that fails, and leaves no image', async () => {
    writeFileSync(join(source.folder, 'own/Dockerfile'), `FROM ${parent}\nRUN echo the reason; exit 3\n`);
    await expect(ensure()).rejects.toThrow(/exit 3' returned a non-zero code: 3[\s\S]*the reason/);
    expect(await tools.inspect(own)).toBeNull();
  });

  it('says clearly that a registry gave nothing', async () => {
    await expect(tools.pull(`orkestr-test.invalid/nothing:${tag}`, () => {})).rejects.toThrow(
      /orkestr-test\.invalid|no such host/,
    );
  });
});
