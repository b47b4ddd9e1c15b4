import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, stateFolder } from './root.mjs';

/** Folders that hold what was made from the others. */
const made = new Set(['node_modules', 'dist', '.astro', '.git', '.orkestr']);

/** A SHA-256 over names and contents of files and folders, relative to the checkout. What is missing counts as empty. */
export function contentDigest(paths, base = root) {
  const hash = createHash('sha256');
  for (const path of paths) add(hash, base, path);
  return hash.digest('hex');
}

function add(hash, base, path) {
  const stat = statSync(join(base, path), { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    for (const name of readdirSync(join(base, path)).sort()) {
      if (!made.has(name)) add(hash, base, join(path, name));
    }
  } else if (stat?.isFile()) {
    hash.update(`${path}\0${stat.size}\0`).update(readFileSync(join(base, path)));
  }
}

/** The digest that was remembered under this name; an empty string when there is none. */
export function rememberedDigest(name) {
  try {
    return readFileSync(join(stateFolder, `${name}.digest`), 'utf8');
  } catch {
    return '';
  }
}

/** Remembers a digest for the next start. */
export function rememberDigest(name, digest) {
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(join(stateFolder, `${name}.digest`), digest);
}
