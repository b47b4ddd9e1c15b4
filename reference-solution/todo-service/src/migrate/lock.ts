import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

// Any number will do, as long as it is always the same one.
const LOCK_KEY = 727_000;
const ASK_AGAIN_MS = 200;

/**
 * Runs `work` while nobody else migrates this database: others wait until it is over. The lock belongs to the connection,
 * so PostgreSQL takes it back when this process dies, however it dies.
 */
export async function withMigrationLock<T>(
  client: Client,
  say: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  // #region advisory-lock
  // Asked for again and again instead of waiting inside pg_advisory_lock(): a statement that waits has a snapshot, CREATE
  // INDEX CONCURRENTLY of the process ahead waits for every snapshot, and the two would wait for each other.
  for (let tries = 0; !(await tryLock(client)); tries++) {
    if (tries === 0) say('Another process is migrating; waiting for it.');
    await sleep(ASK_AGAIN_MS);
  }
  // #endregion advisory-lock
  try {
    return await work();
  } finally {
    // On a lost connection there is nothing to unlock any more.
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]).catch(() => {});
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
  return rows[0].locked;
}
