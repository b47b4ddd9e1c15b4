import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from './route-of.ts';

// Asked every few seconds by machines. At info they would bury the lines about people.
const PROBES = new Set(['/live', '/ready', '/health', '/metrics']);

/** Writes exactly one line per request, when it is over. A hook for every request. */
export async function logRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const route = routeOf(request);
  // `close` comes once, also when the client went away before the answer.
  reply.raw.once('close', () => {
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
    };
    if (PROBES.has(route)) request.log.debug(line, 'request');
    else request.log.info(line, 'request');
  });
}
