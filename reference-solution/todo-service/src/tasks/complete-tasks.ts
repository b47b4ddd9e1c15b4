import { taskNotFound } from '../http/api-error.ts';
import type { Parts } from '../http/app.ts';
import { bodyFields, type Rule } from '../http/fields.ts';
import type { Endpoint } from '../http/routes.ts';
import { TASK_COLUMNS, type TaskRow, toTask } from './task.ts';

const IDS: Rule<number[]> = {
  mustBe: 'a list of 1 to 100 different whole numbers',
  parse(given) {
    if (!Array.isArray(given) || given.length < 1 || given.length > 100) return undefined;
    return given.every(Number.isSafeInteger) && new Set(given).size === given.length ? given : undefined;
  },
};

/** POST /tasks/complete: all of them or none. */
export function completeTasks({ database, metrics }: Parts): Endpoint {
  return async (request) => {
    const fields = bodyFields(request.body);
    const ids = fields.required('ids', IDS) ?? [];
    fields.finish();

    // #region bulk
    const { completed, rows } = await database.transaction(async (query) => {
      // Locked in ascending order by everybody: two lists with the same tasks wait for each other, never in a circle.
      const found = await query<{ id: string }>(
        'SELECT id FROM tasks WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE',
        [ids],
      );
      const missing = ids.filter((id) => !found.some((row) => Number(row.id) === id));
      if (missing.length > 0) {
        throw taskNotFound(missing.map((id) => ({ field: 'ids', message: `there is no task ${id}` })));
      }
      const completed = await query(
        `UPDATE tasks SET done = true, completed_at = now(), version = version + 1, updated_at = now()
         WHERE id = ANY ($1::bigint[]) AND NOT done RETURNING id`,
        [ids],
      );
      const rows = await query<TaskRow>(`SELECT ${TASK_COLUMNS} FROM tasks WHERE id = ANY ($1::bigint[])`, [ids]);
      return { completed, rows };
    });
    // #endregion bulk
    metrics.tasksCompleted.inc(completed.length);

    const tasks = new Map(rows.map((row) => [Number(row.id), toTask(row)]));
    return { items: ids.map((id) => tasks.get(id)) };
  };
}
