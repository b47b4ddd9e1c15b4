import type { Database } from '../database/database.ts';
import { TASK_COLUMNS, type Task, type TaskRow, toTask } from './task.ts';

/** The task as it is now, or `undefined`. */
export async function findTask(database: Database, id: number): Promise<Task | undefined> {
  const [row] = await database.query<TaskRow>(`SELECT ${TASK_COLUMNS} FROM tasks WHERE id = $1`, [id]);
  return row && toTask(row);
}
