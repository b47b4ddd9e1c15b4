import { ApiError, taskNotFound } from '../http/api-error.ts';
import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';
import { findTask } from './find-task.ts';
import { TAG } from './rules.ts';
import { taskId } from './task-id.ts';

/** DELETE /tasks/{id}/tags/{name} */
export function removeTag({ database }: Parts): Endpoint {
  return async (request, reply) => {
    const id = taskId(request);
    // A name that cannot be a tag is the tag of no task.
    const name = TAG.parse((request.params as { name: string }).name) ?? '';
    const removed = await database.query(
      `UPDATE tasks SET tags = array_remove(tags, $2), version = version + 1, updated_at = now()
       WHERE id = $1 AND tags @> ARRAY[$2::text] RETURNING id`,
      [id, name],
    );
    if (removed.length > 0) return reply.code(204).send();
    if (!(await findTask(database, id))) throw taskNotFound();
    throw new ApiError(404, 'tag_not_found', 'the task has no such tag');
  };
}
