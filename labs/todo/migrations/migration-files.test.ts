import type { Repository } from 'orkestr/lab';
import { expect, test } from 'vitest';
import { migrationFolder } from './migration-files.ts';

function repositoryOf(build: string, paths: readonly string[]): Repository {
  const manifest = `version: 1\ntrack: todo\nservices:\n  todo-service:\n    build: ${build}\n`;
  return {
    list: () => [...paths, 'orkestr.yaml'],
    read: (path) => (path === 'orkestr.yaml' ? manifest : ''),
  };
}

test('pairs up and down by number and name, in the order of the numbers', () => {
  const repository = repositoryOf('.', [
    'migrations/010_later.up.sql',
    'migrations/002_second.up.sql',
    'migrations/002_second.down.sql',
    'migrations/README.md',
    'other/003_elsewhere.up.sql',
  ]);
  expect(migrationFolder(repository)).toEqual({
    folder: 'migrations',
    migrations: [
      { version: 2, name: 'second', up: 'migrations/002_second.up.sql', down: 'migrations/002_second.down.sql' },
      { version: 10, name: 'later', up: 'migrations/010_later.up.sql' },
    ],
  });
});

test('two files of one number are two migrations', () => {
  const repository = repositoryOf('.', ['migrations/001_a.up.sql', 'migrations/001_b.up.sql']);
  expect(migrationFolder(repository).migrations.map((one) => one.name)).toEqual(['a', 'b']);
});

test('the folder stands beside the Dockerfile, or else at the root', () => {
  const beside = repositoryOf('backend', ['backend/migrations/001_a.up.sql', 'migrations/001_b.up.sql']);
  const atRoot = repositoryOf('./backend', ['migrations/001_b.up.sql']);
  expect(migrationFolder(beside).folder).toBe('backend/migrations');
  expect(migrationFolder(atRoot).folder).toBe('migrations');
  expect(migrationFolder(repositoryOf('.', []))).toEqual({ folder: 'migrations', migrations: [] });
});
