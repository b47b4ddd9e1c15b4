import { taskNotFound, versionConflict } from '../http/api-error.ts';
import type { Parts } from '../http/app.ts';
import { bodyFields } from '../http/fields.ts';
import type { Endpoint } from '../http/routes.ts';
import { findTask } from './find-task.ts';
import { acceptableVersions, versionMatches } from './if-match.ts';
import { DONE, PRIORITY, TAGS, TITLE } from './rules.ts';
import { sendTask, TASK_COLUMNS, type TaskRow, toTask } from './task.ts';
import { taskId } from './task-id.ts';

// A field that is not given is NULL here and keeps its value. The last condition leaves a task alone to which nothing
// would happen: one real change, one version.
const UPDATE = `
  UPDATE tasks SET
    title = coalesce($3, title),
    priority = coalesce($4, priority),
    done = coalesce($5, done),
    tags = coalesce($6, tags, '{}'),
    completed_at = CASE WHEN coalesce($5, done) THEN coalesce(completed_at, now()) END,
    version = version + 1,
    updated_at = now()
  WHERE id = $1
    AND ${versionMatches('$2')}
    AND (title, priority, done, coalesce(tags, '{}')) IS DISTINCT FROM
        (coalesce($3, title), coalesce($4, priority), coalesce($5, done), coalesce($6, tags, '{}'))
  RETURNING ${TASK_COLUMNS}, completed_at IS NOT DISTINCT FROM updated_at AS completed_now`;

/** PATCH /tasks/{id} */
export function patchTask({ database, metrics }: Parts): Endpoint {
  return async (request, reply) => {
    const id = taskId(request);
    const versions = acceptableVersions(request);
    const fields = bodyFields(request.body);
    const changes = [
      fields.optional('title', TITLE),
      fields.optional('priority', PRIORITY),
      fields.optional('done', DONE),
      fields.optional('tags', TAGS),
    ];
    fields.finish();
    if (changes.every((change) => change === undefined)) fields.reject('body', 'must have a field to change');
    fields.finish();

    const [row] = await database.query<TaskRow & { completed_now: boolean }>(UPDATE, [id, versions, ...changes]);
    if (row) {
      const { completed_now: completedNow, ...changed } = row;
      if (completedNow) metrics.tasksCompleted.inc();
      return sendTask(reply, toTask(changed));
    }
    // Nothing was written. The three possible reasons can be told apart at leisure.
    const task = await findTask(database, id);
    if (!task) throw taskNotFound();
    if (versions && !versions.includes(task.version)) throw versionConflict();
    return sendTask(reply, task);
  };
}
