import { randomInt } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import {
  type AttemptAccepted,
  type AttemptList,
  type AttemptRecord,
  attemptIdSchema,
  attemptQuerySchema,
  attemptRequestSchema,
} from '../contract/index.ts';
import { newAttemptId } from '../store/attempt-id.ts';
import { QueueFull } from '../store/store-error.ts';
import { ApiProblem, parseInput } from './api-problem.ts';
import { refuseUngradable } from './refuse-ungradable.ts';
import { knownLab, knownSource } from './resolve-request.ts';
import type { ServerParts } from './server-parts.ts';

/** Seconds after which somebody whom the full queue refused may ask again: about one grading. */
const askAgainS = 20;

/** `/api/attempts`: ask for a grading, list gradings, read one. */
export function attemptRoutes(app: FastifyInstance, parts: ServerParts): void {
  const { store, runner, catalogue, waitingLimit } = parts;

  app.post('/api/attempts', async (request, reply): Promise<AttemptAccepted> => {
    const wanted = parseInput(attemptRequestSchema, request.body);
    const lab = knownLab(catalogue, wanted.lab);
    const source = knownSource(lab, wanted.source);
    if (parts.draining.aborted) throw new ApiProblem(503, 'shutting_down', 'The server is shutting down');
    refuseUngradable(await parts.means());
    const id = newAttemptId();
    const seed = wanted.seed ?? randomInt(2 ** 31);
    try {
      const position = await store.attempts.create({ id, lab: lab.id, source, seed }, waitingLimit);
      runner.wake();
      reply.code(202).headers({ location: `/api/attempts/${id}`, 'cache-control': 'no-store' });
      return { id, position };
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      throw new ApiProblem(429, 'queue_full', `${waitingLimit} attempts are waiting already: try again soon`, {
        headers: { 'retry-after': String(askAgainS) },
      });
    }
  });

  app.get('/api/attempts', async (request, reply): Promise<AttemptList> => {
    const query = parseInput(attemptQuerySchema, request.query);
    const lab = query.lab === undefined ? undefined : knownLab(catalogue, query.lab).id;
    reply.header('cache-control', 'no-store');
    return { items: await store.attempts.list({ limit: query.limit, lab }) };
  });

  app.get<{ Params: { id: string } }>('/api/attempts/:id', async (request, reply): Promise<AttemptRecord> => {
    const record = isAttemptId(request.params.id) ? await store.attempts.find(request.params.id) : undefined;
    if (!record) throw noSuchAttempt();
    reply.header('cache-control', 'no-store');
    return record;
  });
}

/** Can there be an attempt of that id at all? */
export function isAttemptId(id: string): boolean {
  return attemptIdSchema.safeParse(id).success;
}

/** 404 for an id that is nobody's. */
export function noSuchAttempt(): ApiProblem {
  return new ApiProblem(404, 'attempt_not_found', 'There is no attempt of that id');
}
