import type { FastifyRequest } from 'fastify';

/**
 * The template of the route, `/tasks/:id`, for labels and log lines. Never the path itself: every id, and every path a
 * stranger makes up, would become a time series of its own and stay in memory for ever.
 */
export function routeOf(request: FastifyRequest): string {
  // #region route-label
  return request.routeOptions.url ?? 'unmatched';
  // #endregion route-label
}
