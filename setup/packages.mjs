import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { contentDigest, rememberDigest, rememberedDigest } from './content-digest.mjs';
import { root } from './root.mjs';
import { say } from './say.mjs';

/**
 * Sees to it that a folder's packages are those of its lock file; `npm ci` runs only when they are not.
 *
 * @param {string} folder relative to the checkout, '.' for its top
 * @returns {Promise<boolean>} false when npm failed; its last lines were said
 */
export async function ensurePackages(folder) {
  const name = `packages-${folder === '.' ? 'root' : folder.replaceAll('/', '-')}`;
  const digest = contentDigest([join(folder, 'package-lock.json')]);
  const installed = readLock(join(folder, 'node_modules/.package-lock.json'));
  if (installed && rememberedDigest(name) === digest) return true;
  if (!lockIsInstalled(readLock(join(folder, 'package-lock.json')), installed)) {
    say('packages', `npm ci in ${folder === '.' ? 'the checkout' : folder}`);
    // Nothing that is installed needs its install script; one of them would want a compiler.
    const { code, lines } = await run(
      ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: join(root, folder),
        onLine: () => {},
      },
    );
    if (code !== 0) {
      say('packages', `npm ci failed:\n${lines.join('\n')}`);
      return false;
    }
  }
  rememberDigest(name, digest);
  return true;
}

/** Is every package that the lock file asks for there in its version? Optional ones may be missing: they belong to other platforms. */
export function lockIsInstalled(lock, installed) {
  if (!lock || !installed) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    return found ? found.version === wanted.version : Boolean(wanted.optional);
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return null;
  }
}
