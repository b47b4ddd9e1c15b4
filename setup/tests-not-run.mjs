import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { nothing } from './test-count.mjs';

/** Where tests lie, and what is nobody's test. */
const places = ['content', 'grader', 'labs', 'setup', 'site', 'tests'];
const left = new Set(['node_modules', 'dist', '.astro', 'starter', 'variants']);

/** Test files whose names end with `suffix`, relative to the checkout, in order. */
export function testFiles(suffix, base = root) {
  return places.flatMap((place) => below(base, place, suffix)).sort();
}

function below(base, folder, suffix) {
  let entries;
  try {
    entries = readdirSync(join(base, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return left.has(entry.name) ? [] : below(base, path, suffix);
    return entry.name.endsWith(suffix) ? [path] : [];
  });
}

/** Names every file that does not run here and why; each counts as one skipped test. */
export function notRunHere(suffix, reason, print = console.log) {
  const files = testFiles(suffix);
  for (const file of files) print(`not run here: ${file} (${reason})`);
  return { ...nothing, skipped: files.length };
}
