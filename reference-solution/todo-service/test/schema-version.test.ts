import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMigrations } from '../src/migrate/migration-files.ts';
import { SCHEMA_VERSION } from '../src/schema-version.ts';

test('the code asks for the newest migration it comes with', async () => {
  const migrations = await readMigrations(new URL('../migrations/', import.meta.url));
  assert.equal(migrations.at(-1)?.version, SCHEMA_VERSION);
});
