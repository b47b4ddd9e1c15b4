import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './root.mjs';

const systems = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
};
Object.assign(systems, { win32: 'win32', windows: 'win32' });
const processors = /^(arm64|arm|x64|ia32|ppc64|riscv64|s390x|wasm32)$/;

/**
 * The optional packages that a lock file leaves out although its packages name them. npm leaves out what the registry in use does not
 * offer (a mirror often carries Linux only), and `npm ci` then refuses the lock file on every machine.
 *
 * @returns {{ path: string, entry: Record<string, unknown> }[]} where each belongs, and what npm needs to know to pass over it on other platforms
 */
export function missingOptionalPackages(lock) {
  const missing = new Map();
  for (const [from, { optionalDependencies = {}, dev, devOptional }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isFound(lock.packages, from, name)) continue;
      const entry = {
        version,
        ...platformOf(name),
        ...(dev && { dev }),
        ...(devOptional && { devOptional }),
        optional: true,
      };
      missing.set(`node_modules/${name}`, entry);
    }
  }
  return [...missing].map(([path, entry]) => ({ path, entry }));
}

/** Node's way of looking: inside the one that asks, then further and further up. */
function isFound(packages, from, name) {
  const inside = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (packages[inside]) return true;
  if (from === '') return false;
  return isFound(
    packages,
    from.includes('/node_modules/') ? from.slice(0, from.lastIndexOf('/node_modules/')) : '',
    name,
  );
}

/** Such packages tell their platform in their name: `cli-darwin-arm64`, `binding-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const system = words.map((word) => systems[word]).find(Boolean);
  const processor = words.find((word) => processors.test(word));
  const libc = system === 'linux' && (words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : null);
  return { ...(processor && { cpu: [processor] }), ...(libc && { libc: [libc] }), ...(system && { os: [system] }) };
}

/** Writes what is missing into the checkout's lock file. Run after every `npm install` that changed it. */
function completeLock() {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingOptionalPackages(lock);
  for (const { path, entry } of missing) lock.packages[path] = entry;
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} packages of other platforms added`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) completeLock();
