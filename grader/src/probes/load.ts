import type { HttpAnswer, HttpRequest, LoadOptions, LoadRun, LoadSummary } from '../lab/index.ts';

/**
 * A closed loop of requests in the background. Every request sent is awaited and counted; an aborted check ends it.
 */
export function startLoad(options: LoadOptions, send: (request: HttpRequest) => Promise<HttpAnswer>): LoadRun {
  const answers: HttpAnswer[] = [];
  let sent = 0;
  let stopping = false;
  const client = async () => {
    while (!stopping && (options.total === undefined || sent < options.total)) {
      answers.push(await send({ quiet: true, ...options.request(sent++) }));
    }
  };
  const clients = Promise.all(Array.from({ length: options.clients }, client));
  // An abort rejects the loop at once, long before anybody asks for its summary.
  clients.catch(() => undefined);
  const stop = async (): Promise<LoadSummary> => {
    if (options.total === undefined) stopping = true;
    await clients;
    return { answers, failures: answers.filter(({ problem }) => problem !== undefined) };
  };
  return {
    stop,
    get sent() {
      return sent;
    },
    async [Symbol.asyncDispose]() {
      stopping = true;
      await clients.catch(() => undefined);
    },
  };
}
