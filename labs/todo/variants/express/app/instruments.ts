import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Pool } from './pool.ts';

/** All metrics of the process, Node's own included. */
export function createInstruments(version: string, pool: Pool) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests by outcome',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const inFlight = new Gauge({ name: 'http_requests_in_flight', help: 'Requests at work', registers });
  const created = new Counter({ name: 'todo_tasks_created_total', help: 'Created', registers });
  const completed = new Counter({ name: 'todo_tasks_completed_total', help: 'Completed', registers });
  new Gauge({ name: 'build_info', help: 'Build', labelNames: ['version'], registers }).set({ version }, 1);
  new Gauge({
    name: 'db_pool_connections',
    help: 'Pool',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(pool.state)) this.set({ state }, count);
    },
  });

  const observe: RequestHandler = (request, response, next) => {
    inFlight.inc();
    const startedAt = performance.now();
    response.once('finish', () => {
      const labels = { method: request.method, route: routeOf(request) };
      requests.inc({ ...labels, status: response.statusCode });
      duration.observe(labels, (performance.now() - startedAt) / 1000);
    });
    response.once('close', () => inFlight.dec());
    next();
  };

  const expose: RequestHandler = async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  };

  return { created, completed, observe, expose };
}

/** What `createInstruments` makes. */
export type Instruments = ReturnType<typeof createInstruments>;

/** The template that Express matched. */
export function routeOf(request: { route?: { path?: unknown } }): string {
  return typeof request.route?.path === 'string' ? request.route.path : 'unmatched';
}
