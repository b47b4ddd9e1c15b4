import type { FastifyInstance } from 'fastify';
import { canGrade, type LabList, type Platform } from '../contract/index.ts';
import { labView } from '../lab/view.ts';
import { openApiDocument } from './openapi.ts';
import type { ServerParts } from './server-parts.ts';

/** What can be graded, and whether it can be graded here: `/api/labs`, `/api/platform`, `/api/openapi.json`. */
export function platformRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.get('/api/labs', async (_request, reply): Promise<LabList> => {
    reply.header('cache-control', 'no-cache');
    return { items: parts.catalogue.map(labView) };
  });
  app.get('/api/platform', async (_request, reply): Promise<Platform> => {
    reply.header('cache-control', 'no-store');
    return describePlatform(parts);
  });
  app.get('/api/openapi.json', async () => openApiDocument(parts.version));
}

/** The state of the platform, for people. */
export async function describePlatform({ means, store, version, waitingLimit }: ServerParts): Promise<Platform> {
  const [now, queue] = await Promise.all([means(), store.attempts.counts()]);
  return { ...now, version, canGrade: canGrade(now), queue: { ...queue, limit: waitingLimit } };
}
