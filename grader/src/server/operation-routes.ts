import type { FastifyInstance } from 'fastify';
import { canGrade } from '../contract/index.ts';
import type { ServerParts } from './server-parts.ts';

/** `/live`, `/ready`, `/health`, `/metrics` of the platform itself, as its own course teaches them. */
export function operationRoutes(app: FastifyInstance, parts: ServerParts): void {
  const { store, means, metrics, version, draining } = parts;
  const storeState = () =>
    store.attempts.ping().then(
      () => 'healthy' as const,
      () => 'unhealthy' as const,
    );

  app.get('/live', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { status: 'alive' };
  });

  app.get('/ready', async (_request, reply) => {
    const checks = { store: await storeState() };
    const ready = checks.store === 'healthy' && !draining.aborted;
    reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return { ready, checks };
  });

  app.get('/health', async (_request, reply) => {
    const checks = { store: await storeState(), grading: canGrade(await means()) ? 'healthy' : 'unhealthy' };
    const status = checks.store !== 'healthy' ? 'down' : checks.grading === 'healthy' ? 'ok' : 'degraded';
    reply.code(status === 'down' ? 503 : 200).header('cache-control', 'no-store');
    return { status, version, uptime_seconds: Math.round(process.uptime()), checks };
  });

  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType).header('cache-control', 'no-store');
    return metrics.registry.metrics();
  });
}
