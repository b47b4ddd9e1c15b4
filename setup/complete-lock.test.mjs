import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { missingOptionalPackages } from './complete-lock.mjs';
import { root } from './root.mjs';

it.each(['package-lock.json', 'reference-solution/todo-service/package-lock.json'])(
  '%s lacks no optional package',
  (file) => {
    const lock = JSON.parse(readFileSync(join(root, file), 'utf8'));
    expect(
      missingOptionalPackages(lock).map(({ path }) => path),
      'npm ci would refuse it; run: node setup/complete-lock.mjs',
    ).toEqual([]);
  },
);

it('finds what is missing, with the platform that its name tells', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/tool': {
        dev: true,
        optionalDependencies: {
          '@tool/darwin-arm64': '1.0.0',
          '@tool/linux-x64-musl': '1.0.0',
          '@tool/linux-x64-gnu': '1.0.0',
        },
      },
      'node_modules/tool/node_modules/@tool/linux-x64-gnu': { version: '1.0.0' },
    },
  };
  expect(missingOptionalPackages(lock)).toEqual([
    {
      path: 'node_modules/@tool/darwin-arm64',
      entry: { version: '1.0.0', cpu: ['arm64'], os: ['darwin'], dev: true, optional: true },
    },
    {
      path: 'node_modules/@tool/linux-x64-musl',
      entry: { version: '1.0.0', cpu: ['x64'], libc: ['musl'], os: ['linux'], dev: true, optional: true },
    },
  ]);
});
