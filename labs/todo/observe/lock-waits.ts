import type { CheckContext, Database } from 'orkestr/lab';

/**
 * Waits until `count` sessions of the service stand at a lock that the grader holds: only then has a race been staged.
 * Gives up early once `answered` says that a request came back without waiting. What it returns is whether it bit.
 */
export async function waitForBlocked(
  check: Pick<CheckContext, 'poll'>,
  database: Database,
  options: { count: number; deadlineMs: number; answered: () => boolean },
): Promise<boolean> {
  const blocked = async () => {
    const [row] = await database.query<{ blocked: number }>(
      `SELECT count(*)::int AS blocked FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND cardinality(pg_blocking_pids(pid)) > 0`,
    );
    return row?.blocked ?? 0;
  };
  const { count, deadlineMs, answered } = options;
  const waited = await check.poll(blocked, { until: (seen) => seen >= count || answered(), everyMs: 20, deadlineMs });
  return waited.last >= count;
}
