import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';
import { encodeCursor } from './cursor.ts';
import { type ListQuery, readListQuery } from './list-query.ts';
import { TASK_COLUMNS, type TaskRow, toTask } from './task.ts';

/** GET /tasks, newest first. */
export function listTasks({ database }: Parts): Endpoint {
  return async (request) => {
    const query = readListQuery(request.query);
    const { sql, values } = listStatement(query);
    const rows = await database.query<TaskRow>(sql, values);
    // One row more than asked for says that there is a next page, without counting anything.
    const items = rows.slice(0, query.limit).map(toTask);
    const hasMore = rows.length > query.limit;
    return { items, next_cursor: hasMore ? encodeCursor(items.at(-1)!) : null };
  };
}

/** All conditions are joined by AND; each that is asked for adds one, with its values as parameters. */
function listStatement({ limit, after, done, tags, search }: ListQuery): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['true'];

  if (after) {
    // #region keyset
    // Not OFFSET, which counts from the top: rows that arrive in between push what was seen onto the next page. Compared
    // as a pair, this goes straight to the place in idx_tasks_created, however deep.
    conditions.push(`(created_at, id) < (${parameter(after.createdAt)}::timestamptz, ${parameter(after.id)}::bigint)`);
    // #endregion keyset
  }
  // A literal and no parameter: the planner must see it to choose the partial index idx_tasks_open.
  if (done !== undefined) conditions.push(`done = ${done}`);
  // @> takes the GIN index, = ANY (tags) does not.
  if (tags.length > 0) conditions.push(`tags @> ${parameter(tags)}::text[]`);
  if (search !== undefined) conditions.push(`title ILIKE ${parameter(`%${escapeLike(search)}%`)}`);

  // Sorted by the columns of the table. Bare `created_at` would be the text of the same name that is selected.
  const sql = `SELECT ${TASK_COLUMNS} FROM tasks WHERE ${conditions.join(' AND ')}
    ORDER BY tasks.created_at DESC, tasks.id DESC LIMIT ${limit + 1}`;
  return { sql, values };
}

// #region search
/** `%`, `_` and the escape sign itself mean themselves: a search is no pattern language. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
// #endregion search
