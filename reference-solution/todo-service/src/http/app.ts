import { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, fastify, LogController } from 'fastify';
import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { addOperations } from '../ops/routes.ts';
import { addTasks } from '../tasks/routes.ts';
import { routeNotFound } from './api-error.ts';
import { markClientGone } from './client-gone.ts';
import { cors } from './cors.ts';
import { answerError } from './error-handler.ts';
import { measure } from './measure.ts';
import { parseJson } from './parse-json.ts';
import { requestId } from './request-id.ts';
import { logRequest } from './request-log.ts';

/** What the endpoints work with. */
export interface Parts {
  config: Config;
  log: Log;
  database: Database;
  metrics: Metrics;
  lifecycle: Lifecycle;
}

/** The HTTP side of the service, not listening yet. */
export function buildApp(parts: Parts): FastifyInstance {
  const app = fastify({
    loggerInstance: parts.log as FastifyBaseLogger,
    // We write our own line a request, see request-log.ts.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestId,
    bodyLimit: 64 * 1024,
    // Longer than the idle timeout of usual load balancers, so that it is never we who hang up on a request under way.
    keepAliveTimeout: 72_000,
    requestTimeout: 10_000, // a client that never finishes its request
    return503OnClosing: false, // who still gets through while we stop is served, see shutdown.ts
    routerOptions: { maxParamLength: 4_096 },
    rewriteUrl: ({ url = '/' }) => (isDecodable(url) ? url : '/undecodable'),
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJson);
  app.setErrorHandler(answerError);

  app.addHook('onRequest', markClientGone);
  app.addHook('onRequest', measure(parts.metrics));
  app.addHook('onRequest', logRequest);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onRequest', cors(parts.config.corsOrigins));
  // In onRequest, thus before the body is looked at.
  app.addHook('onRequest', async (request: FastifyRequest) => {
    if (request.is404) throw routeNotFound();
  });

  // While draining, no connection is kept: clients come back by a new one, to another replica. In onSend, thus also for
  // requests that began before; a connection left open would hold up the shutdown.
  app.addHook('onSend', async (_request, reply) => {
    if (parts.lifecycle.isDraining) reply.header('connection', 'close');
  });

  addOperations(app, parts);
  addTasks(app, parts);
  return app;
}

/** `/tasks/%zz` cannot be decoded and so matches no route: an ordinary 404, counted and logged like every other. */
function isDecodable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}
