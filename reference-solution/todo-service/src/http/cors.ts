import type { FastifyReply, FastifyRequest } from 'fastify';

/** Lets pages of the listed origins call the API. A hook for every request; answers preflights itself. */
export function cors(origins: readonly string[]) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // #region cors
    // The answer depends on the origin, also when there is none: a shared cache must keep them apart.
    reply.header('vary', 'Origin');
    const origin = request.headers.origin;
    const allowed = origin !== undefined && origins.includes(origin);
    if (allowed) {
      reply.header('access-control-allow-origin', origin);
      reply.header('access-control-expose-headers', 'ETag, Location, X-Request-ID');
    }
    // #endregion cors

    // A preflight is the browser's question before a request that a form could not have sent.
    const isPreflight =
      request.method === 'OPTIONS' && origin !== undefined && 'access-control-request-method' in request.headers;
    if (!isPreflight) return;
    if (allowed) {
      reply.header('access-control-allow-methods', 'GET, POST, PATCH, DELETE');
      reply.header('access-control-allow-headers', 'Content-Type, If-Match, X-Request-ID');
      reply.header('access-control-max-age', '600');
    }
    await reply.code(204).send();
  };
}
