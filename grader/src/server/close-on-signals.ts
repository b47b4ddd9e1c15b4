import type { RunningServer } from './serve.ts';

/**
 * Resolves when SIGTERM or SIGINT came and the server has closed in order. A second signal does not wait: the process ends
 * with 130, and what it was doing is taken up by the next server.
 */
export async function closeOnSignals(server: RunningServer): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
  await server.close();
}
