import type { FastifyRequest } from 'fastify';
import { ApiError } from '../http/api-error.ts';

/** The id in the path. Checked here, since PostgreSQL would only complain about the type. @throws ApiError 400 */
export function taskId(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  // #region task-id
  if (/^[1-9]\d*$/.test(id) && Number.isSafeInteger(Number(id))) return Number(id);
  // #endregion task-id
  throw new ApiError(400, 'invalid_id', 'an id is a positive whole number');
}
