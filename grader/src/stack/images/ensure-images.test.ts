import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextSource } from './build-context.ts';
import { ensureImages } from './ensure-images.ts';
import { ImageError } from './image-error.ts';
import type { LocalImage } from './image-state.ts';
import type { ImageTools } from './image-tools.ts';
import { listImages } from './list-images.ts';
import type { ImageRecipe } from './recipes.ts';
import { removeImages } from './remove-images.ts';

const recipes: ImageRecipe[] = [
  { name: 'debian:x', folder: 'debian', parent: null, kind: 'public' },
  { name: 'our/base:x', folder: 'base', parent: 'debian:x', kind: 'own' },
  { name: 'our/db:x', folder: 'db', parent: 'our/base:x', kind: 'own' },
  { name: 'node:x', folder: 'node', parent: 'our/base:x', kind: 'public' },
];

/** A daemon in memory that writes down what is asked of it. */
class FakeTools implements ImageTools {
  readonly images = new Map<string, LocalImage>();
  readonly calls: string[] = [];
  readonly inUse = new Set<string>();
  registryAnswers = false;
  #next = 1;

  put(name: string, labels: Record<string, string>): void {
    this.images.set(name, { id: `id-${this.#next++}`, sizeBytes: 1, labels });
  }
  async inspect(name: string) {
    return this.images.get(name) ?? null;
  }
  async pull(name: string) {
    this.calls.push(`pull ${name}`);
    if (!this.registryAnswers) throw new ImageError(name, 'no such host');
    this.put(name, {});
  }
  async make({ recipe, labels }: Parameters<ImageTools['make']>[0]) {
    this.calls.push(`make ${recipe.name}`);
    this.put(recipe.name, { ...labels });
  }
  async remove(nameOrId: string) {
    this.calls.push(`remove ${nameOrId}`);
    if (this.inUse.has(nameOrId)) return { removed: false as const, reason: 'in use' };
    this.images.delete(nameOrId);
    return { removed: true as const };
  }
}

describe('images', () => {
  let source: ContextSource;
  let tools: FakeTools;
  const lines: string[] = [];
  const ensure = (...names: string[]) =>
    ensureImages(names, ({ image, line }) => lines.push(`${image}: ${line}`), {
      tools,
      source,
      lockFile: join(source.folder, 'lock'),
    });

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'ensure-test-'));
    for (const { folder: name } of recipes) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'Dockerfile'), name);
    }
    source = { recipes, folder, certificates: [] };
    tools = new FakeTools();
    lines.length = 0;
  });
  afterEach(() => rmSync(source.folder, { recursive: true }));

  it('pulls a public name, and builds ours on top, parents first', async () => {
    tools.registryAnswers = true;
    await ensure('our/db:x', 'node:x');
    expect(tools.calls).toEqual(['pull debian:x', 'make our/base:x', 'make our/db:x', 'pull node:x']);
  });

  it('makes stand-ins where no registry answers, and asks it only once', async () => {
    await ensure('our/db:x', 'node:x');
    expect(tools.calls).toEqual(['pull debian:x', 'make debian:x', 'make our/base:x', 'make our/db:x', 'make node:x']);
    expect(lines).toContain('debian:x: not pulled: no such host');
    expect(tools.images.get('node:x')?.labels['orkestr.stand-in']).toBe('true');
    expect(tools.images.get('our/db:x')?.labels['orkestr.stand-in']).toBe('false');
  });

  it('asks for nothing when all is up to date', async () => {
    await ensure('our/db:x', 'node:x');
    tools.calls.length = 0;
    await ensure('our/db:x', 'node:x');
    expect(tools.calls).toEqual([]);
  });

  it('builds what was changed and what stands on it, and takes the old ones away', async () => {
    await ensure('our/db:x');
    const old = (name: string) => tools.images.get(name)!.id;
    const [base, db] = [old('our/base:x'), old('our/db:x')];
    tools.calls.length = 0;
    writeFileSync(join(source.folder, 'base/Dockerfile'), 'changed');
    await ensure('our/db:x');
    expect(tools.calls).toEqual(['make our/base:x', `remove ${base}`, 'make our/db:x', `remove ${db}`]);
  });

  it("never replaces somebody else's image under a public name", async () => {
    tools.put('debian:x', { 'orkestr.image': 'something:else', 'orkestr.stand-in': 'true' });
    tools.put('node:x', {});
    const before = new Map(tools.images);
    await ensure('our/db:x', 'node:x');
    expect(tools.calls).toEqual(['make our/base:x', 'make our/db:x']);
    expect(tools.images.get('debian:x')).toBe(before.get('debian:x'));
    expect(tools.images.get('node:x')).toBe(before.get('node:x'));
  });

  it('refuses a name it does not know, and says which there are', async () => {
    await expect(ensure('our/bd:x')).rejects.toThrow('there are: debian:x, our/base:x, our/db:x, node:x');
    expect(tools.calls).toEqual([]);
  });

  it('lists every image with its state', async () => {
    tools.put('debian:x', {});
    await ensure('our/db:x');
    writeFileSync(join(source.folder, 'db/Dockerfile'), 'changed');
    const listed = await listImages({ tools, source });
    expect(listed.map(({ name, state, standIn }) => [name, state, standIn])).toEqual([
      ['debian:x', 'foreign', false],
      ['our/base:x', 'current', false],
      ['our/db:x', 'outdated', false],
      ['node:x', 'missing', false],
    ]);
  });

  it('removes ours and our stand-ins only, children first, and says what is in use', async () => {
    await ensure('our/db:x', 'node:x');
    tools.put('debian:x', {});
    tools.inUse.add('our/db:x');
    tools.calls.length = 0;
    expect(await removeImages({ tools, recipes })).toEqual([
      { name: 'node:x', removed: true, reason: null },
      { name: 'our/db:x', removed: false, reason: 'in use' },
      { name: 'our/base:x', removed: true, reason: null },
    ]);
    expect([...tools.images.keys()]).toEqual(['debian:x', 'our/db:x']);
  });
});
