import type { Parts } from '../http/app.ts';
import { bodyFields } from '../http/fields.ts';
import type { Endpoint } from '../http/routes.ts';
import { PRIORITY, TAGS, TITLE } from './rules.ts';
import { sendTask, TASK_COLUMNS, type TaskRow, toTask } from './task.ts';

/** POST /tasks */
export function createTask({ database, metrics }: Parts): Endpoint {
  return async (request, reply) => {
    const fields = bodyFields(request.body);
    const title = fields.required('title', TITLE);
    const priority = fields.optional('priority', PRIORITY) ?? 3;
    const tags = fields.optional('tags', TAGS) ?? [];
    fields.finish();

    const [row] = await database.query<TaskRow>(
      `INSERT INTO tasks (title, priority, tags) VALUES ($1, $2, $3) RETURNING ${TASK_COLUMNS}`,
      [title, priority, tags],
    );
    // After the commit: a counter cannot be rolled back.
    metrics.tasksCreated.inc();
    const task = toTask(row!);
    reply.header('location', `/tasks/${task.id}`);
    return sendTask(reply, task, 201);
  };
}
