import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';

/** GET /metrics, for Prometheus. Reads this process's memory only, so it answers whatever has happened elsewhere. */
export function scrape({ metrics }: Parts): Endpoint {
  return async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  };
}
