import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { ApiError } from './api-error.ts';

/** Answers one call: sends through `reply` or returns the body. */
export type Endpoint = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** The methods of every address. */
export type Routes = Record<string, Partial<Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Endpoint>>>;

/** Registers `routes`, and for every other method of the same addresses the answer 405. */
export function addRoutes(app: FastifyInstance, routes: Routes): void {
  for (const [url, endpoints] of Object.entries(routes)) {
    // Fastify answers HEAD wherever there is a GET.
    const allowed = Object.keys(endpoints).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    for (const [method, handler] of Object.entries(endpoints)) {
      app.route({ url, method: method as HTTPMethods, handler });
    }
    const others = app.supportedMethods.filter((method) => !allowed.includes(method));
    // In onRequest, thus before the body is looked at: the method is wrong, whatever is in it.
    const refuse = async (_request: FastifyRequest, reply: FastifyReply) => {
      reply.header('allow', allowed.join(', '));
      throw new ApiError(405, 'method_not_allowed', `this address knows ${allowed.join(', ')}`);
    };
    app.route({ url, method: others, onRequest: refuse, handler: async () => {} });
  }
}
