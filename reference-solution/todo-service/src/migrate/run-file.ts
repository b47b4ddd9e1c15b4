import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { splitStatements } from './split-statements.ts';

const TRIES = 30;
const PAUSE_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';

/**
 * Runs the text of one migration, then `whenDone`: in the same transaction, so that both happen or neither. A file that
 * begins with `-- no-transaction` is sent statement by statement outside one; its statements must stand being repeated.
 */
export async function runFile(client: pg.Client, sql: string, whenDone: () => Promise<void>): Promise<void> {
  if (!sql.startsWith('-- no-transaction')) {
    return retryOnLock(() => inTransaction(client, sql, whenDone));
  }
  for (const statement of splitStatements(sql)) {
    // The wait of CONCURRENTLY stops nobody, but if it is given up it leaves an INVALID index behind.
    const lockTimeout = /\bCONCURRENTLY\b/i.test(statement) ? '0' : '2s';
    await client.query(`SET lock_timeout = '${lockTimeout}'`);
    await retryOnLock(() => client.query(statement));
  }
  await whenDone();
}

async function inTransaction(client: pg.Client, sql: string, whenDone: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query("SET LOCAL lock_timeout = '2s'");
    await client.query(sql);
    await whenDone();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

// #region lock-retry
/**
 * An ALTER TABLE that waits for one slow reader makes everybody else wait behind it. So it waits 2 s at most, steps back,
 * lets the queue pass and tries again.
 */
async function retryOnLock(run: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await run();
      return;
    } catch (error) {
      if (!isAboutLocks(error) || tries === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
// #endregion lock-retry

function isAboutLocks(error: unknown): boolean {
  return error instanceof pg.DatabaseError && [LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED].includes(error.code ?? '');
}
