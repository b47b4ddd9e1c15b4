import type { Client } from 'pg';
import type { Migration } from './migration-files.ts';
import { runFile } from './run-file.ts';
import { createVersionTable, readVersion, writeVersion } from './schema-version.ts';

/** What the commands work with. They expect to hold the lock. */
export interface Run {
  client: Client;
  migrations: readonly Migration[];
  say: (line: string) => void;
}

/** Applies every migration that is not applied yet. @throws Error when the schema is dirty or a file fails */
export async function up(run: Run): Promise<void> {
  // #region migrate-up
  await createVersionTable(run.client);
  const current = await cleanVersion(run.client);
  const pending = run.migrations.filter(({ version }) => version > current);
  for (const migration of pending) {
    await step(run, migration, migration.up, migration.version);
    run.say(`Applied ${migration.version} ${migration.name}`);
  }
  if (pending.length === 0) run.say('Nothing to apply.');
  // #endregion migrate-up
}

/** Undoes the last `count` migrations, or as many as there are. @throws Error as `up` */
export async function down(run: Run, count: number): Promise<void> {
  // #region migrate-down
  await createVersionTable(run.client);
  const current = await cleanVersion(run.client);
  const applied = run.migrations.filter(({ version }) => version <= current).reverse();
  for (const [index, migration] of applied.slice(0, count).entries()) {
    await step(run, migration, migration.down, applied[index + 1]?.version ?? 0);
    run.say(`Undid ${migration.version} ${migration.name}`);
  }
  if (applied.length === 0) run.say('Nothing to undo.');
  // #endregion migrate-down
}

/** Says where the schema is, after somebody has looked and mended it by hand. Runs no file. */
export async function force(run: Run, version: number): Promise<void> {
  await createVersionTable(run.client);
  await writeVersion(run.client, { version, dirty: false });
}

/** Runs one file and arrives at `target`. */
async function step(run: Run, migration: Migration, sql: string, target: number): Promise<void> {
  // #region dirty
  // Committed before the work begins: whoever dies on the way, by an error or by SIGKILL, leaves the number of the file
  // and "dirty", and never a version that was not reached. It is the file's number on the way down, too: a service
  // that needs less stays ready meanwhile.
  await writeVersion(run.client, { version: migration.version, dirty: true });
  await runFile(run.client, sql, () => writeVersion(run.client, { version: target, dirty: false }));
  // #endregion dirty
}

/** @throws Error when dirty: what is half done cannot be built upon, and only a human can tell what is half done */
async function cleanVersion(client: Client): Promise<number> {
  const { version, dirty } = await readVersion(client);
  if (!dirty) return version;
  throw new Error(
    `The schema is dirty at version ${version}: a migration failed half-way. Mend it, then: force VERSION`,
  );
}
