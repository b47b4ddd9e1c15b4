import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics.ts';
import { routeOf } from './route-of.ts';

/** Counts and times every request, whatever becomes of it. A hook for every request. */
export function measure(metrics: Metrics) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const method = request.method;
    const route = routeOf(request);
    // A scrape would always see itself.
    const isScrape = route === '/metrics';
    if (!isScrape) metrics.requestsInFlight.inc();

    // #region count-request
    // Only when it is over is the status known. `close` comes exactly once: after the answer, after an error, and
    // when the client went away, so that what was raised is always lowered.
    reply.raw.once('close', () => {
      if (!isScrape) metrics.requestsInFlight.dec();
      metrics.requests.inc({ method, route, status: reply.statusCode });
      metrics.requestSeconds.observe({ method, route }, reply.elapsedTime / 1000);
    });
    // #endregion count-request
  };
}
