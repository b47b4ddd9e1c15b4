import { randomBytes } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { routeOf } from './instruments.ts';
import type { Logger } from './logger.ts';
import { Problem } from './problem.ts';

/** Keeps the id that came, or makes one, and writes one line when the answer is out. */
export function logRequests(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('X-Request-ID') ?? '';
    const id = /^[\w.-]{1,64}$/.test(given) ? given : randomBytes(12).toString('hex');
    response.set('X-Request-ID', id);
    const startedAt = Date.now();
    response.once('close', () => {
      const operational = /^\/(live|ready|health|metrics)\/?$/.test(request.path);
      const error = response.locals.error as string | undefined;
      log(error ? 'ERROR' : operational ? 'DEBUG' : 'INFO', 'request', {
        request_id: id,
        method: request.method,
        route: routeOf(request),
        status: response.statusCode,
        duration_ms: Date.now() - startedAt,
        error,
      });
    });
    next();
  };
}

/** Lets listed sites call. A preflight of any other site gets the same empty answer without permission. */
export function allowOrigins(allowed: ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin');
    const origin = request.get('Origin');
    const listed = origin !== undefined && allowed.has(origin);
    if (listed) {
      response.set('Access-Control-Allow-Origin', origin);
      response.set('Access-Control-Expose-Headers', 'X-Request-ID,Location,ETag');
    }
    if (request.method !== 'OPTIONS' || !request.get('Access-Control-Request-Method')) return next();
    if (listed) {
      response.set('Access-Control-Allow-Methods', 'GET,POST,PATCH,DELETE');
      response.set('Access-Control-Allow-Headers', 'X-Request-ID,Content-Type,If-Match');
      response.set('Access-Control-Max-Age', '600');
    }
    response.status(204).end();
  };
}

/** Turns whatever was thrown into an answer. */
export const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const problem = asProblem(error);
  if (problem.status >= 500) response.locals.error = problem === error ? problem.code : String(error?.name);
  const { code, details, headers, message, status } = problem;
  response.status(status).set(headers).json({ error: message, code, details });
};

/** What Express and its body parser throw has a status and a type of its own. */
function asProblem(error: { status?: number; type?: string }): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof URIError) return new Problem(400, 'invalid_id', 'This address cannot be read');
  switch (error.status) {
    case 413:
      return new Problem(413, 'body_too_large', 'Content Too Large');
    case 415:
      return new Problem(415, 'unsupported_media_type', 'Unsupported Media Type');
    case 400:
      return new Problem(400, 'invalid_json', 'Bad Request: this is not JSON');
    default:
      return new Problem(500, 'internal', 'Internal Server Error');
  }
}
