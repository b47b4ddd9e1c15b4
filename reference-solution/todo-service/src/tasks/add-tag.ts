import { ApiError, taskNotFound } from '../http/api-error.ts';
import type { Parts } from '../http/app.ts';
import { bodyFields } from '../http/fields.ts';
import type { Endpoint } from '../http/routes.ts';
import { findTask } from './find-task.ts';
import { MAX_TAGS, TAG } from './rules.ts';
import { sendTask, TASK_COLUMNS, type TaskRow, toTask } from './task.ts';
import { taskId } from './task-id.ts';

// #region add-tag
// Computed by PostgreSQL from the row it has locked. Read here, changed here and written back, one of two tags added at
// the same moment would be lost. Sorted by code point, as `sort()` does in rules.ts.
const ADD = `
  UPDATE tasks SET
    tags = ARRAY(SELECT tag FROM unnest(coalesce(tags, '{}') || $2::text) AS tag ORDER BY tag COLLATE "C"),
    version = version + 1,
    updated_at = now()
  WHERE id = $1
    AND NOT coalesce(tags, '{}') @> ARRAY[$2::text]
    AND cardinality(coalesce(tags, '{}')) < ${MAX_TAGS}
  RETURNING ${TASK_COLUMNS}`;
// #endregion add-tag

/** POST /tasks/{id}/tags */
export function addTag({ database }: Parts): Endpoint {
  return async (request, reply) => {
    const id = taskId(request);
    const fields = bodyFields(request.body);
    const name = fields.required('name', TAG) ?? '';
    fields.finish();

    const [row] = await database.query<TaskRow>(ADD, [id, name]);
    if (row) return sendTask(reply, toTask(row));
    const task = await findTask(database, id);
    if (!task) throw taskNotFound();
    if (task.tags.includes(name)) return sendTask(reply, task);
    throw new ApiError(409, 'too_many_tags', `a task has at most ${MAX_TAGS} tags`);
  };
}
