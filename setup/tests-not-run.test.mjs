import { expect, it } from 'vitest';
import { notRunHere, testFiles } from './tests-not-run.mjs';

it('names every file and why, and counts each as skipped', () => {
  const lines = [];
  const counts = notRunHere('.docker.test.ts', 'no Docker', (line) => lines.push(line));
  expect(lines).toContain('not run here: grader/src/stack/images/images.docker.test.ts (no Docker)');
  expect(counts).toEqual({ passed: 0, failed: 0, skipped: lines.length });
});

it('finds only files with that ending', () => {
  const files = testFiles('.docker.test.ts');
  expect(files.length).toBeGreaterThan(0);
  expect(files.every((file) => file.endsWith('.docker.test.ts') && !file.includes('node_modules'))).toBe(true);
});
