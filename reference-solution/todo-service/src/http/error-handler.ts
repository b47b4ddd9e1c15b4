import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseUnavailable } from '../database/unavailable.ts';
import { describeError } from '../log.ts';
import { ApiError, invalidJson } from './api-error.ts';

/** Turns whatever a route threw into the one error format. No text of a driver or a stack ever leaves the process. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = asApiError(error);
  // #region errors-logged
  if (answer.status >= 500) request.log.error(describeError(error), 'request failed');
  // #endregion errors-logged
  if (answer.status === 503) reply.header('retry-after', '1');
  return reply.code(answer.status).send({ error: answer.message, code: answer.code, details: answer.details });
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof DatabaseUnavailable) {
    return new ApiError(503, 'database_unavailable', 'the database does not answer: try again');
  }
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError(413, 'body_too_large', 'the body is larger than 64 KiB');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError(415, 'unsupported_media_type', 'the body must be application/json');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return invalidJson();
    default:
      return new ApiError(500, 'internal', 'something went wrong on our side');
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
