import type { FastifyReply } from 'fastify';

/** A task as the API shows it. */
export interface Task {
  id: number;
  title: string;
  priority: number;
  done: boolean;
  tags: string[];
  version: number;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
}

/** A row of `TASK_COLUMNS`. */
export interface TaskRow extends Omit<Task, 'id'> {
  /** BIGINT comes as text: it may be larger than a number can hold exactly. Ours never get that far. */
  id: string;
}

// PostgreSQL counts microseconds, a JavaScript Date only milliseconds. So times are made text by the database: what the
// client gets, and what a cursor carries, is exactly what is stored.
const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS ${column}`;

/** What every SELECT and RETURNING asks for. Rows that old code wrote before the backfill may have no tags yet. */
export const TASK_COLUMNS = `id, title, priority, done, coalesce(tags, '{}') AS tags, version,
  ${time('created_at')}, ${time('updated_at')}, ${time('completed_at')}`;

export function toTask(row: TaskRow): Task {
  return { ...row, id: Number(row.id) };
}

/** Answers with one task and its version, which `If-Match` can send back. */
export function sendTask(reply: FastifyReply, task: Task, status = 200): FastifyReply {
  return reply.code(status).header('etag', `"${task.version}"`).send(task);
}
