import { taskNotFound } from '../http/api-error.ts';
import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';
import { findTask } from './find-task.ts';
import { sendTask, TASK_COLUMNS, type TaskRow, toTask } from './task.ts';
import { taskId } from './task-id.ts';

/** POST /tasks/{id}/complete. Again is as good as once: a client that got no answer may simply repeat it. */
export function completeTask({ database, metrics }: Parts): Endpoint {
  return async (request, reply) => {
    const id = taskId(request);
    const [row] = await database.query<TaskRow>(
      // #region complete
      `UPDATE tasks SET done = true, completed_at = now(), version = version + 1, updated_at = now()
       WHERE id = $1 AND NOT done
       RETURNING ${TASK_COLUMNS}`,
      // #endregion complete
      [id],
    );
    if (row) metrics.tasksCompleted.inc();
    const task = row ? toTask(row) : await findTask(database, id);
    if (!task) throw taskNotFound();
    return sendTask(reply, task);
  };
}
