import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadCatalogue, repositoryRoot } from '../grader/src/lab/index.ts';

/** Longer than the eight minutes the bench asks for: a test says what is right, not how fast. */
const patienceMs = 20 * 60_000;

it(
  'labs verify: the reference and every variant pass, each mutant fails exactly its checks',
  async () => {
    const command = ['labs', 'verify', '--jobs', '4', '--format', 'json'];
    const child = spawn(process.execPath, [join(repositoryRoot, 'grader/bin/orkestr.mjs'), ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    const [code] = await once(child, 'close');
    const { errors, results } = JSON.parse(printed) as {
      errors: unknown[];
      results: { lab: string; source: string; ok: boolean }[];
    };
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    for (const { id, mutants, variants } of await loadCatalogue()) {
      expect(variants.length, 'honest variants').toBeGreaterThanOrEqual(3);
      expect(results.filter(({ lab }) => lab === id).length, id).toBe(1 + mutants.length + variants.length);
    }
  },
  patienceMs,
);
