import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiProblem } from './api-problem.ts';

/** Hosts under which this machine calls itself. */
const ownHosts = ['localhost', '127.0.0.1', '[::1]'];
/** Asked by orchestrators under the address of the machine; they tell nothing. */
const openToAnyHost = new Set(['/live', '/ready']);
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests under a foreign name (a page elsewhere that points its own name at this machine would be of our
 * origin: DNS rebinding) and writes that come from another origin (CSRF). Programs that send no `Origin` are let through:
 * they hold nobody's browser.
 */
export function guardRequests(app: FastifyInstance, allowedHosts: readonly string[]): void {
  const known = new Set([...ownHosts, ...allowedHosts.map((host) => host.toLowerCase())]);
  app.addHook('onRequest', async (request) => {
    if (!known.has(hostName(request)) && !openToAnyHost.has(request.url)) {
      throw new ApiProblem(421, 'unknown_host', 'This server does not answer under that name');
    }
    if (!safeMethods.has(request.method) && !isSameOrigin(request)) {
      throw new ApiProblem(403, 'foreign_origin', 'Only pages of this server may do that');
    }
  });
}

function hostName(request: FastifyRequest): string {
  return (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
}

function isSameOrigin(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}
