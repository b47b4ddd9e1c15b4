import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { StoreError } from '../store/store-error.ts';
import { ApiProblem } from './api-problem.ts';

const limit = 'The body is too large: 16 KiB are allowed';

/** What the framework refuses before a route is reached, in our words: its own would be no part of the API. */
const refusals: Record<string, readonly [number, string, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body_too_large', limit],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'unsupported_media_type', 'Send JSON with content-type: application/json'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'invalid_json', 'The body is empty: JSON is expected'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'invalid_json', 'The body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'bad_request', 'The body is not as long as its content-length says'],
};

/** Gives every error one shape, `{error, code, details?}`, and keeps the inside (paths, stacks, SQL) in the log. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = asProblem(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    return sendProblem(reply, problem);
  });
}

/** Sends an error of the API. */
export function sendProblem(reply: FastifyReply, problem: ApiProblem): FastifyReply {
  return reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .type('application/json; charset=utf-8')
    .send(problem.body);
}

function asProblem(error: FastifyError): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof StoreError) {
    return error.problem === 'disk-full'
      ? new ApiProblem(503, 'storage_full', 'The server has no room left to record anything: nothing was queued')
      : new ApiProblem(503, 'storage_unavailable', 'The server cannot reach its records now');
  }
  const refusal = refusals[error.code];
  if (refusal) return new ApiProblem(...refusal);
  // The parser of bodies throws plain errors for what it takes for an attack on prototypes.
  if (error instanceof SyntaxError && error.statusCode === 400) {
    return new ApiProblem(400, 'invalid_json', 'The body is not valid JSON');
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new ApiProblem(status, 'bad_request', 'The request cannot be understood');
  return new ApiProblem(500, 'internal', 'Something broke on our side. It is in the server’s log');
}
