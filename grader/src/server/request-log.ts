import type { FastifyInstance } from 'fastify';

const probes = new Set(['/live', '/ready', '/health', '/metrics']);

/** One line a request, with the fields the course teaches; probes only at debug. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (probes.has(route)) request.log.debug(line, 'request');
    else request.log.info(line, 'request');
  });
}
