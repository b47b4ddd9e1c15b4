import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { asStoreError, StoreError } from './store-error.ts';

/**
 * Claims a data folder for this process. The lock is the operating system's: it ends with the process however that ends,
 * so what a killed server left running can be taken up at once.
 *
 * @throws StoreError `in-use` while another process has it
 */
export function lockFolder(folder: string): Disposable {
  let lock: SqliteDatabase.Database | undefined;
  try {
    lock = new SqliteDatabase(join(folder, 'server.lock'), { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    const problem = asStoreError(error);
    if (!(problem instanceof StoreError) || problem.problem !== 'in-use') throw problem;
    throw new StoreError(
      'in-use',
      `Another server uses the data folder ${folder}. Stop it, or choose another folder with --data.`,
      { cause: error },
    );
  }
  const held = lock;
  return { [Symbol.dispose]: () => held.close() };
}
