import express, { type RequestHandler, type Response } from 'express';
import type { Env } from './env.ts';
import { accept, bulk, cursor, newTask, page, patch, taskId } from './input.ts';
import type { Instruments } from './instruments.ts';
import type { Logger } from './logger.ts';
import { allowOrigins, answerErrors, logRequests } from './middleware.ts';
import { Problem } from './problem.ts';
import type { Readiness } from './readiness.ts';
import { type Expectation, present, type Store } from './store.ts';

interface Parts {
  env: Env;
  log: Logger;
  store: Store;
  readiness: Readiness;
  instruments: Instruments;
}

/** The whole HTTP side. */
export function createApi({ env, log, store, readiness, instruments }: Parts) {
  const app = express();
  const { created, completed, observe, expose } = instruments;

  app.use((_request, response, next) => {
    if (readiness.draining) response.set('Connection', 'close');
    next();
  });
  app.use(logRequests(log));
  // Before anything is counted: a scrape is no traffic.
  app.route('/metrics').get(expose).all(only('GET'));
  app.use(observe, allowOrigins(env.CORS_ORIGINS));

  app
    .route('/live')
    .get((_request, response) => void response.json({ status: 'alive' }))
    .all(only('GET'));
  app
    .route('/ready')
    .get((_request, response) => {
      const ready = readiness.fine && !readiness.draining;
      response.status(ready ? 200 : 503).json({ ready, checks: readiness.checks });
    })
    .all(only('GET'));
  app
    .route('/health')
    .get((_request, response) => {
      response.status(readiness.fine ? 200 : 503).json({
        status: readiness.fine ? 'ok' : 'down',
        checks: { ...readiness.checks, kafka: 'disabled', notifications: 'disabled' },
        version: env.APP_VERSION,
        uptime_seconds: Math.floor(process.uptime()),
      });
    })
    .all(only('GET'));

  app
    .route('/tasks')
    .get(async (request, response) => {
      const { limit, done, cursor: after } = accept(page, request.query);
      const rows = await store.list({
        limit,
        done: done && done === 'true',
        after: after === undefined ? undefined : cursor.read(after),
      });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      response.json({ next_cursor: last ? cursor.write(last) : null, items: rows.slice(0, limit).map(present) });
    })
    .post(json, async (request, response) => {
      const task = await store.insert(accept(newTask, request.body));
      created.inc();
      sendTask(response.status(201).location(`/tasks/${task.id}`), task);
    })
    .all(only('POST', 'GET'));

  app
    .route('/tasks/complete')
    .post(json, async (request, response) => {
      const { tasks, finished } = await store.completeAll(accept(bulk, request.body).ids);
      completed.inc(finished);
      response.json({ items: tasks.map(present) });
    })
    .all(only('POST'));

  app
    .route('/tasks/:id')
    .get(async (request, response) => sendTask(response, await store.find(taskId(request.params.id))))
    .patch(json, async (request, response) => {
      const id = taskId(request.params.id);
      const wanted = accept(patch, request.body);
      const { task, finished } = await store.change(id, wanted, expectation(request.get('If-Match')));
      if (finished) completed.inc();
      sendTask(response, task);
    })
    .delete(async (request, response) => {
      await store.remove(taskId(request.params.id), expectation(request.get('If-Match')));
      response.sendStatus(204);
    })
    .all(only('PATCH', 'DELETE', 'GET'));

  app
    .route('/tasks/:id/complete')
    .post(async (request, response) => {
      const { task, finished } = await store.change(taskId(request.params.id), { done: true }, () => true);
      if (finished) completed.inc();
      sendTask(response, task);
    })
    .all(only('POST'));

  app.use(() => {
    throw new Problem(404, 'not_found', 'Not Found');
  });
  app.use(answerErrors);
  return app;
}

const parseJson = express.json({ limit: 64 * 1024, strict: false });

/** Express leaves a body of another type unread and undefined; so is an empty one. */
const json: RequestHandler = (request, response, next) => {
  if (!request.is('application/json') && request.get('Content-Type') !== 'application/json') {
    throw new Problem(415, 'unsupported_media_type', 'Unsupported Media Type');
  }
  parseJson(request, response, (error?: unknown) => {
    if (error) return next(error);
    next(request.body === undefined ? new Problem(400, 'invalid_json', 'Bad Request: no body') : undefined);
  });
};

function only(...methods: string[]): RequestHandler {
  return () => {
    throw new Problem(405, 'method_not_allowed', 'Method Not Allowed', { headers: { Allow: methods.join(',') } });
  };
}

function sendTask(response: Response, task: Parameters<typeof present>[0]): void {
  response.set('ETag', `"${task.version}"`).json(present(task));
}

function expectation(ifMatch: string | undefined): Expectation {
  return (version) => ifMatch === undefined || ifMatch === '*' || ifMatch === `"${version}"`;
}
