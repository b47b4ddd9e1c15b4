import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { attemptEventRoutes } from './attempt-event-routes.ts';
import { attemptRoutes } from './attempt-routes.ts';
import { compressAnswers } from './compress-answers.ts';
import { answerErrors } from './error-answers.ts';
import { guardRequests } from './guard-requests.ts';
import { operationRoutes } from './operation-routes.ts';
import { platformRoutes } from './platform-routes.ts';
import { refuseOtherMethods } from './refuse-methods.ts';
import { logRequests } from './request-log.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import type { ServerParts } from './server-parts.ts';
import { siteRoutes } from './site/site-routes.ts';
import { siteAccess } from './site-access.ts';

export interface AppOptions {
  /** Host names besides those of this machine under which the server may be asked. */
  allowedHosts: readonly string[];
  /** Where the build of the site is. */
  siteFolder: string;
  /** Least serious line of the log, as pino names it; `silent` for none. */
  logLevel: string;
}

/** The web application: guards first, then routes by resource, then the site. */
export function buildApp(parts: ServerParts, options: AppOptions): FastifyInstance {
  const app = Fastify({
    logger: options.logLevel === 'silent' ? false : { level: options.logLevel, base: null },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: 16 * 1024,
    requestTimeout: 15_000,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 64 },
  });
  app.removeContentTypeParser('text/plain');
  sendSecurityHeaders(app);
  parts.metrics.observe(app);
  logRequests(app);
  guardRequests(app, options.allowedHosts);
  compressAnswers(app);
  answerErrors(app);
  attemptRoutes(app, parts);
  attemptEventRoutes(app, parts);
  platformRoutes(app, parts);
  operationRoutes(app, parts);
  refuseOtherMethods(app, {
    '/api/attempts': ['GET', 'POST'],
    '/api/attempts/:id': ['GET'],
    '/api/attempts/:id/events': ['GET'],
    '/api/labs': ['GET'],
    '/api/platform': ['GET'],
  });
  siteRoutes(app, options.siteFolder, siteAccess(parts));
  return app;
}
