import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

// Ids come from strangers and end up in our log: anything else is not kept.
const ACCEPTABLE = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's `X-Request-ID` when it is well formed, else a new one. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID();
}
