import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import { StoreError } from './store-error.ts';

interface Migration {
  name: string;
  up: (transaction: Transaction<Schema>) => Promise<void>;
}

/** The platform's own migrations; the version is the place in this list, from 1. Only ever append. */
const migrations: readonly Migration[] = [{ name: 'attempts and their events', up: createAttempts }];

async function createAttempts(transaction: Transaction<Schema>): Promise<void> {
  await transaction.schema
    .createTable('attempts')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('lab', 'text', (column) => column.notNull())
    .addColumn('source_kind', 'text', (column) => column.notNull())
    .addColumn('source_name', 'text', (column) => column.notNull())
    .addColumn('seed', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) =>
      column
        .notNull()
        .check(sql`status in ('queued', 'running', 'ended') and (status = 'ended') = (record is not null)`),
    )
    .addColumn('verdict', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text')
    .addColumn('ended_at', 'text')
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until_ms', 'integer')
    .addColumn('run', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('starts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('record', 'text')
    .execute();
  await transaction.schema
    .createIndex('attempts_unfinished')
    .on('attempts')
    .columns(['status', 'number'])
    .where('status', '!=', 'ended')
    .execute();
  await transaction.schema
    .createTable('events')
    .addColumn('attempt_id', 'text', (column) => column.notNull().references('attempts.id').onDelete('cascade'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('events_key', ['attempt_id', 'seq'])
    .modifyEnd(sql`without rowid`)
    .execute();
}

/**
 * Brings the database to the version this program knows: forward only, each migration in a transaction of its own.
 *
 * @throws StoreError `newer-schema` when a newer Orkestr has been here
 */
export async function migrate(database: Kysely<Schema>, known: readonly Migration[] = migrations): Promise<void> {
  await database.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('version', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'text', (column) => column.notNull())
    .execute();
  const newest = await database
    .selectFrom('schema_migrations')
    .select('version')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const current = newest?.version ?? 0;
  if (current > known.length) {
    throw new StoreError(
      'newer-schema',
      `The data folder was written by a newer Orkestr (schema ${current}, this one knows ${known.length}). Use that one, or another folder with --data.`,
    );
  }
  for (const [index, migration] of known.entries()) {
    if (index < current) continue;
    await database.transaction().execute(async (transaction) => {
      await migration.up(transaction);
      const row = { version: index + 1, name: migration.name, applied_at: new Date().toISOString() };
      await transaction.insertInto('schema_migrations').values(row).execute();
    });
  }
}
