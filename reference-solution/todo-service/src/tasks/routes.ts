import type { FastifyInstance } from 'fastify';
import type { Parts } from '../http/app.ts';
import { addRoutes } from '../http/routes.ts';
import { addTag } from './add-tag.ts';
import { completeTask } from './complete-task.ts';
import { completeTasks } from './complete-tasks.ts';
import { createTask } from './create-task.ts';
import { deleteTask } from './delete-task.ts';
import { getTask } from './get-task.ts';
import { listTasks } from './list-tasks.ts';
import { patchTask } from './patch-task.ts';
import { removeTag } from './remove-tag.ts';

/** The tasks API: one line an address, one file a call. */
export function addTasks(app: FastifyInstance, parts: Parts): void {
  addRoutes(app, {
    '/tasks': { POST: createTask(parts), GET: listTasks(parts) },
    '/tasks/:id': { GET: getTask(parts), PATCH: patchTask(parts), DELETE: deleteTask(parts) },
    '/tasks/:id/complete': { POST: completeTask(parts) },
    '/tasks/complete': { POST: completeTasks(parts) },
    '/tasks/:id/tags': { POST: addTag(parts) },
    '/tasks/:id/tags/:name': { DELETE: removeTag(parts) },
  });
}
