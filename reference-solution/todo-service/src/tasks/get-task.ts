import { taskNotFound } from '../http/api-error.ts';
import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';
import { findTask } from './find-task.ts';
import { sendTask } from './task.ts';
import { taskId } from './task-id.ts';

/** GET /tasks/{id} */
export function getTask({ database }: Parts): Endpoint {
  return async (request, reply) => {
    const task = await findTask(database, taskId(request));
    if (!task) throw taskNotFound();
    return sendTask(reply, task);
  };
}
