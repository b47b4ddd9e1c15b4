import type { FastifyRequest } from 'fastify';
import { invalidJson } from './api-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body as JSON; `undefined` when there is none. @throws ApiError 400 */
export async function parseJson(_request: FastifyRequest, body: Buffer): Promise<unknown> {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw invalidJson();
  }
}
