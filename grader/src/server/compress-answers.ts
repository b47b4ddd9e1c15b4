import type { FastifyInstance } from 'fastify';
import { acceptedEncoding, compress, isCompressible } from './compression.ts';

/** Compresses text answers that are made anew for each request; what has an encoding already stays as it is. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if ((typeof payload !== 'string' && !Buffer.isBuffer(payload)) || reply.hasHeader('content-encoding'))
      return payload;
    const body = Buffer.from(payload as string);
    if (!isCompressible(String(reply.getHeader('content-type') ?? ''), body.length)) return payload;
    reply.header('vary', 'Accept-Encoding');
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    if (encoding === 'identity') return payload;
    reply.header('content-encoding', encoding).removeHeader('content-length');
    return compress(body, encoding, false);
  });
}
