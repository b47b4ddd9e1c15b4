import { ApiError } from '../http/api-error.ts';
import type { Task } from './task.ts';

/** The place of a task in the list: the next page begins below it. */
export interface Position {
  createdAt: string;
  id: number;
}

// #region cursor
/** Opaque to clients, so that the order may change one day. Both parts are needed: many tasks may share one time. */
export function encodeCursor(last: Task): string {
  return Buffer.from(`${last.created_at} ${last.id}`).toString('base64url');
}
// #endregion cursor

const SHAPE = /^((?:1|2)\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{6}Z) ([1-9]\d{0,15})$/;

/** @throws ApiError 400 when it is none of ours: PostgreSQL would answer 31 February with an error of its own */
export function decodeCursor(cursor: unknown): Position {
  const [, seconds, rest, id] = SHAPE.exec(Buffer.from(String(cursor), 'base64url').toString()) ?? [];
  const date = new Date(`${seconds}Z`);
  const isRealTime = seconds !== undefined && date.getTime() > 0 && date.toISOString().startsWith(seconds);
  if (!isRealTime) throw new ApiError(400, 'invalid_cursor', 'this cursor did not come from us');
  return { createdAt: `${seconds}${rest}`, id: Number(id) };
}
