import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import { asStoreError } from './store-error.ts';

/** Does `work`; what the driver throws becomes a StoreError with words for the operator. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(error);
  }
}

/** One transaction. It survives a kill of the process; a power cut may undo the newest ones. */
export function quickly<T>(
  database: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  return guarded(() => database.transaction().execute(work));
}

/** One transaction that is on the disk when it resolves. The setting is the connection's, so nobody may come between. */
export function durably<T>(
  database: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  return guarded(() =>
    database.connection().execute(async (connection) => {
      await sql`pragma synchronous = full`.execute(connection);
      try {
        return await connection.transaction().execute(work);
      } finally {
        await sql`pragma synchronous = normal`.execute(connection);
      }
    }),
  );
}
