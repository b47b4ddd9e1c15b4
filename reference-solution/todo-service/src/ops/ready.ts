import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';
import { describeError } from '../log.ts';
import { checkDatabase } from './check-database.ts';

/** GET /ready, for load balancers: may requests be sent here now? */
export function ready({ database, lifecycle }: Parts): Endpoint {
  return async (request, reply) => {
    // #region readiness
    const { problem, ...checks } = await checkDatabase(database);
    const isReady = checks.database === 'healthy' && checks.migrations === 'healthy' && !lifecycle.isDraining;
    // #endregion readiness
    if (!isReady) request.log.warn(describeError(problem ?? 'draining'), 'not ready');
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, checks });
  };
}
