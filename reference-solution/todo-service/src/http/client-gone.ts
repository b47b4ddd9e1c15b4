import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * A client that went away before its answer got status 499, a number that proxies made up for it: nobody received the 200
 * that stands there until then. A hook for every request, ahead of those that note the status.
 */
export async function markClientGone(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) reply.code(499);
  });
}
