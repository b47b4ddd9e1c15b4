import { defineConfig } from 'vitest/config';

/** Four projects: `unit` needs nothing but Node, the others say by name what they need. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{content,grader,labs,setup,site,tests}/**/*.test.ts', 'setup/**/*.test.mjs'],
          exclude: [
            '**/*.docker.test.ts',
            '**/*.browser.test.ts',
            '**/node_modules/**',
            'labs/*/{starter,variants}/**',
          ],
          // For tests that start processes on a busy machine; none of them needs a tenth of it on a quiet one.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'docker',
          include: ['{content,grader,labs,setup,tests}/**/*.docker.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One file after another: side by side they take each other's processors, and deadlines of checks are real time.
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['{site,tests}/**/*.browser.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
