import type { FastifyInstance } from 'fastify';
import { ApiProblem } from './api-problem.ts';
import { isAttemptId, noSuchAttempt } from './attempt-routes.ts';
import { fromSequence } from './event-sequence.ts';
import { sendEventStream } from './event-stream.ts';
import { followAttempt } from './follow-attempt.ts';
import type { ServerParts } from './server-parts.ts';

interface Route {
  Params: { id: string };
  Querystring: { after?: string };
}

/** `/api/attempts/{id}/events`: the attempt live, or replayed when it is over, as Server-Sent Events. */
export function attemptEventRoutes(app: FastifyInstance, parts: ServerParts): void {
  const { store, hub, means, heartbeatMs, stallMs, draining } = parts;
  app.get<Route>('/api/attempts/:id/events', { exposeHeadRoute: false }, async (request, reply) => {
    const { id } = request.params;
    if (!isAttemptId(id) || !(await store.attempts.progress(id))) throw noSuchAttempt();
    if (draining.aborted) throw new ApiProblem(503, 'shutting_down', 'The server is shutting down');
    if (hub.watching >= parts.watcherLimit) {
      throw new ApiProblem(503, 'too_many_watchers', 'Too many pages watch attempts now: reload in a while', {
        headers: { 'retry-after': '10' },
      });
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { after } = request.query;
    const lastSeen = request.headers['last-event-id'] ?? (typeof after === 'string' ? after : undefined);
    const messages = followAttempt({
      id,
      after: fromSequence(typeof lastSeen === 'string' ? lastSeen : undefined),
      attempts: store.attempts,
      hub,
      means,
      signal: AbortSignal.any([gone.signal, draining]),
    });
    reply.hijack();
    try {
      await sendEventStream({ response: reply.raw, headers: reply.getHeaders(), messages, heartbeatMs, stallMs });
    } catch (error) {
      request.log.debug({ err: error }, 'event stream cut');
    }
  });
}
