import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CertificateFile, hostCertificates } from './host-certificates.ts';
import { type ImageRecipe, imageRecipes, recipeOf } from './recipes.ts';

/** One file of a build context, held in memory: recipes are a few kilobytes. */
export interface ContextFile {
  path: string;
  mode: number;
  content: Buffer;
}

/** What contexts are read from; a test puts its own in place. */
export interface ContextSource {
  recipes: readonly ImageRecipe[];
  /** The folder labs/images/. */
  folder: string;
  certificates: readonly CertificateFile[];
}

/** The recipes of this checkout and the certificates of this machine. */
export function ownContextSource(): ContextSource {
  const folder = join(import.meta.dirname, '../../../../labs/images');
  return { recipes: imageRecipes, folder, certificates: hostCertificates() };
}

/** The files of the recipe's folder, and the machine's certificates where it takes them, ordered by path. */
export function contextFiles(recipe: ImageRecipe, source: ContextSource): ContextFile[] {
  const folder = join(source.folder, recipe.folder);
  const files: ContextFile[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => ({ path, stat: statSync(join(folder, path)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ path, stat }) => ({
      path: path.replaceAll('\\', '/'),
      // Only the executable bit counts: the rest depends on the umask of whoever cloned the repository.
      mode: stat.mode & 0o100 ? 0o755 : 0o644,
      content: readFileSync(join(folder, path)),
    }));
  if (recipe.hostCertificates) {
    for (const { name, content } of source.certificates) files.push({ path: `ca/${name}`, mode: 0o644, content });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * A SHA-256 over everything the image is made from, its parents included: equal digests mean that a build would bring
 * nothing new. Reads files only; npm's packages count by their exact version.
 */
export function imageDigest(recipe: ImageRecipe, source: ContextSource): string {
  const hash = createHash('sha256');
  const part = (value: string | Buffer) => hash.update(`${Buffer.byteLength(value)}:`).update(value);
  if (recipe.parent) part(imageDigest(recipeOf(recipe.parent, source.recipes), source));
  for (const { spec, place } of recipe.npmFiles ?? []) {
    part(spec);
    // Where files go is code: its text stands for it.
    part(String(place));
  }
  for (const { path, mode, content } of contextFiles(recipe, source)) {
    part(path);
    part(mode.toString(8));
    part(content);
  }
  return hash.digest('hex');
}
