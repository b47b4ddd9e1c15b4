import type { FastifyInstance, HTTPMethods } from 'fastify';
import { ApiProblem } from './api-problem.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly HTTPMethods[];

/** Answers 405 with `Allow` where an address exists but not for the method, instead of a puzzling 404. */
export function refuseOtherMethods(app: FastifyInstance, allowed: Record<string, readonly HTTPMethods[]>): void {
  for (const [url, known] of Object.entries(allowed)) {
    const allow = known.includes('GET') ? ['HEAD', ...known].sort().join(', ') : known.join(', ');
    app.route({
      method: methods.filter((method) => !known.includes(method)),
      url,
      // Before the body is read: what it holds does not matter.
      onRequest: async () => {
        throw new ApiProblem(405, 'method_not_allowed', `Allowed here: ${allow}`, { headers: { allow } });
      },
      handler: async () => undefined,
    });
  }
}
