import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContextSource, contextFiles, imageDigest } from './build-context.ts';
import type { ImageRecipe } from './recipes.ts';

const root: ImageRecipe = { name: 'root:1', folder: 'root', parent: null, kind: 'public' };
const child: ImageRecipe = { name: 'child:1', folder: 'child', parent: 'root:1', kind: 'own', hostCertificates: true };

describe('the digest of a build context', () => {
  let source: ContextSource;

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'context-test-'));
    mkdirSync(join(folder, 'root'));
    mkdirSync(join(folder, 'child/ca'), { recursive: true });
    writeFileSync(join(folder, 'root/rootfs.sh'), 'one');
    writeFileSync(join(folder, 'child/Dockerfile'), 'FROM root:1');
    writeFileSync(join(folder, 'child/ca/README'), '');
    source = { recipes: [root, child], folder, certificates: [] };
  });
  afterEach(() => rmSync(source.folder, { recursive: true }));

  it('stays the same when nothing was changed', () => {
    expect(imageDigest(child, source)).toBe(imageDigest(child, { ...source }));
  });

  it('changes with a file of the context, and with one of its parent', () => {
    const before = [imageDigest(root, source), imageDigest(child, source)];
    writeFileSync(join(source.folder, 'root/rootfs.sh'), 'two');
    const after = [imageDigest(root, source), imageDigest(child, source)];
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  it('leaves the parent alone when only the child was changed', () => {
    const before = imageDigest(root, source);
    writeFileSync(join(source.folder, 'child/Dockerfile'), 'FROM root:1\nRUN true');
    expect(imageDigest(root, source)).toBe(before);
  });

  it('counts the executable bit and no other permission', () => {
    const before = imageDigest(root, source);
    chmodSync(join(source.folder, 'root/rootfs.sh'), 0o600);
    expect(imageDigest(root, source)).toBe(before);
    chmodSync(join(source.folder, 'root/rootfs.sh'), 0o700);
    expect(imageDigest(root, source)).not.toBe(before);
  });

  it('cannot be fooled by moving bytes from a name to a content', () => {
    const before = imageDigest(root, source);
    rmSync(join(source.folder, 'root/rootfs.sh'));
    writeFileSync(join(source.folder, 'root/rootfs.s'), 'hone');
    expect(imageDigest(root, source)).not.toBe(before);
  });

  it("puts the machine's certificates where the recipe takes them, and counts them", () => {
    const before = imageDigest(child, source);
    const certified = { ...source, certificates: [{ name: 'proxy.crt', content: Buffer.from('pem') }] };
    expect(contextFiles(child, certified).map((file) => file.path)).toEqual([
      'Dockerfile',
      'ca/README',
      'ca/proxy.crt',
    ]);
    expect(contextFiles(root, certified).map((file) => file.path)).toEqual(['rootfs.sh']);
    expect(imageDigest(child, certified)).not.toBe(before);
  });

  it('counts the version of an npm package', () => {
    const at = (spec: string) => imageDigest({ ...root, npmFiles: [{ spec, place: () => null }] }, source);
    expect(at('npm@11.0.0')).not.toBe(at('npm@11.0.1'));
  });
});
