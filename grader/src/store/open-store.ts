import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Kysely } from 'kysely';
import { AttemptStore } from './attempt-store.ts';
import { StoreDialect } from './dialect.ts';
import { lockFolder } from './folder-lock.ts';
import { LeaseStore } from './lease-store.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { asStoreError } from './store-error.ts';

/** The platform's own database, open. Disposing of it writes everything back into one file and frees the folder. */
export interface Store extends AsyncDisposable {
  readonly attempts: AttemptStore;
  readonly leases: LeaseStore;
}

/**
 * Opens the database in `folder` for this process alone, making and migrating it where needed. The folder is for its
 * owner only (0700). `maximumPages` bounds the file, in pages of 4 KiB.
 *
 * @throws StoreError when the folder cannot be used, with the reason and what mends it
 */
export async function openStore(folder: string, options: { maximumPages?: number } = {}): Promise<Store> {
  using undo = new DisposableStack();
  try {
    makeFolder(folder);
    const lock = undo.use(lockFolder(folder));
    const file = undo.adopt(new SqliteDatabase(join(folder, 'orkestr.db')), (open) => open.close());
    file.pragma('journal_mode = wal');
    file.pragma('synchronous = normal');
    file.pragma('foreign_keys = on');
    if (options.maximumPages !== undefined) file.pragma(`max_page_count = ${options.maximumPages}`);
    const database = new Kysely<Schema>({ dialect: new StoreDialect(file) });
    await migrate(database);
    undo.move();
    return {
      attempts: new AttemptStore(database),
      leases: new LeaseStore(database),
      async [Symbol.asyncDispose]() {
        await database.destroy();
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    throw asStoreError(error);
  }
}

/**
 * Makes a folder and its parents. Not with `recursive`: where a folder that exists takes no children, as below /proc, Node
 * 24 then tries for ever.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
}
