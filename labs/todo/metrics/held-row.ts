import { type CheckContext, type HttpAnswer, PlatformError } from 'orkestr/lab';

/**
 * Locks the row of task `id`, sends `count` PATCH requests to it, waits until the database shows them waiting, and only
 * then calls `meanwhile` with their pending answers. The lock is given back when that is done.
 *
 * @throws PlatformError when not one of them came to wait: then nothing was staged
 */
export async function whileRowIsLocked<T>(
  check: Pick<CheckContext, 'service' | 'poll' | 'note'>,
  id: number,
  count: number,
  meanwhile: (answers: readonly Promise<HttpAnswer>[], waiting: number) => Promise<T>,
): Promise<T> {
  const { service, poll } = check;
  const { database } = service;
  await using holder = await database.session();
  await holder.query('BEGIN');
  await holder.query('SELECT id FROM tasks WHERE id = $1 FOR UPDATE', [id]);
  const answers = Array.from({ length: count }, (_, index) =>
    service.patch(`/tasks/${id}`, { title: `held ${index}` }, { timeoutMs: 15_000, quiet: index > 0 }),
  );
  // An abort rejects all of them; only the first to be awaited would be heard.
  for (const answer of answers) answer.catch(() => undefined);
  const { last } = await poll(
    async () => {
      const [row] = await database.query<{ waiting: string }>(
        `SELECT count(*) AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`,
      );
      return Number(row?.waiting ?? 0);
    },
    { until: (waiting) => waiting >= count, deadlineMs: 2000, everyMs: 30 },
  );
  if (last === 0) throw new PlatformError('staging', `no PATCH came to wait for the locked row of task ${id}`);
  check.note({
    en: `${last} of ${count} requests wait for a locked row (pg_stat_activity)`,
    ru: `запросов ждут заблокированную строку: ${last} из ${count} (pg_stat_activity)`,
  });
  // Awaited here: the lock goes with this scope.
  return await meanwhile(answers, last);
}
