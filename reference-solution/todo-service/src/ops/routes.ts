import type { FastifyInstance } from 'fastify';
import type { Parts } from '../http/app.ts';
import { addRoutes } from '../http/routes.ts';
import { health } from './health.ts';
import { live } from './live.ts';
import { scrape } from './metrics.ts';
import { ready } from './ready.ts';

/** The calls of those who run the service. */
export function addOperations(app: FastifyInstance, parts: Parts): void {
  addRoutes(app, {
    '/live': { GET: live },
    '/ready': { GET: ready(parts) },
    '/health': { GET: health(parts) },
    '/metrics': { GET: scrape(parts) },
  });
}
