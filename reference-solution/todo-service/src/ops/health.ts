import type { Parts } from '../http/app.ts';
import type { Endpoint } from '../http/routes.ts';
import { describeError } from '../log.ts';
import { checkDatabase } from './check-database.ts';

/** GET /health, for people and dashboards: what runs here, and what is wrong with it? */
export function health({ database, config }: Parts): Endpoint {
  return async (request, reply) => {
    const { problem, ...checks } = await checkDatabase(database);
    // #region health-status
    const status = checks.database === 'healthy' && checks.migrations === 'healthy' ? 'ok' : 'down';
    // #endregion health-status
    if (status === 'down') request.log.warn(describeError(problem), 'down');
    return reply.code(status === 'down' ? 503 : 200).send({
      status,
      version: config.version,
      uptime_seconds: Math.round(process.uptime()),
      checks: { ...checks, kafka: 'disabled', notifications: 'disabled' },
    });
  };
}
