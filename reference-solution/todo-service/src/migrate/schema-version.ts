import type { Client } from 'pg';

/** Where the schema is. Dirty: a migration began and did not end. */
export interface SchemaVersion {
  version: number;
  dirty: boolean;
}

/** The one row of `schema_migrations`; version 0 when nothing was ever migrated. Creates nothing. */
export async function readVersion(client: Client): Promise<SchemaVersion> {
  if (!(await tableExists(client))) return { version: 0, dirty: false };
  const { rows } = await client.query('SELECT version, dirty FROM schema_migrations');
  return rows[0] ? { version: Number(rows[0].version), dirty: rows[0].dirty } : { version: 0, dirty: false };
}

/** Replaces the row. @throws when the table is not there, see `createVersionTable` */
export async function writeVersion(client: Client, { version, dirty }: SchemaVersion): Promise<void> {
  // One statement, so that nobody ever sees the table without its row.
  await client.query(
    `WITH updated AS (UPDATE schema_migrations SET version = $1, dirty = $2 RETURNING 1)
     INSERT INTO schema_migrations (version, dirty) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM updated)`,
    [version, dirty],
  );
}

/** Only when it is missing; call it under the lock. */
export async function createVersionTable(client: Client): Promise<void> {
  if (await tableExists(client)) return;
  await client.query('CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, dirty BOOLEAN NOT NULL)');
}

async function tableExists(client: Client): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS exists");
  return rows[0].exists;
}
