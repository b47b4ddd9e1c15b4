import { taskNotFound, versionConflict } from '../http/api-error.ts';
import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';
import { findTask } from './find-task.ts';
import { acceptableVersions, versionMatches } from './if-match.ts';
import { taskId } from './task-id.ts';

/** DELETE /tasks/{id} */
export function deleteTask({ database }: Parts): Endpoint {
  return async (request, reply) => {
    const id = taskId(request);
    const deleted = await database.query(`DELETE FROM tasks WHERE id = $1 AND ${versionMatches('$2')} RETURNING id`, [
      id,
      acceptableVersions(request),
    ]);
    if (deleted.length > 0) return reply.code(204).send();
    throw (await findTask(database, id)) ? versionConflict() : taskNotFound();
  };
}
