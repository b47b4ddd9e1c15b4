import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Parts } from './http/app.ts';

// A request that has not ended this long after the listener was closed is given up. With the default drain of 5 s the
// process is gone within 15 s, well before Kubernetes would kill it (30 s).
const IN_FLIGHT_LIMIT_MS = 8_000;

interface Stoppable extends Pick<Parts, 'config' | 'database' | 'lifecycle' | 'log'> {
  app: FastifyInstance;
}

/** On SIGTERM or SIGINT: not ready, drain, close, exit 0. Further signals change nothing. */
export function shutDownOnSignal(parts: Stoppable): void {
  // Process 1 of a container gets no default action: without a handler SIGTERM does nothing, and SIGKILL follows.
  // #region signal
  process.on('SIGTERM', () => shutDown(parts));
  process.on('SIGINT', () => shutDown(parts));
  // #endregion signal
}

async function shutDown({ app, config, database, lifecycle, log }: Stoppable): Promise<void> {
  if (lifecycle.isDraining) return;
  log.info({ drain_seconds: config.drainSeconds }, 'shutting down');
  // #region drain
  lifecycle.startDraining();
  // Load balancers learn it by asking /ready, so for a while requests go on coming. They are served.
  await sleep(config.drainSeconds * 1_000);
  // #endregion drain

  const giveUp = setTimeout(() => app.server.closeAllConnections(), IN_FLIGHT_LIMIT_MS);
  await app.close(); // no new connections; resolves when every request in flight has its answer
  clearTimeout(giveUp);

  // A database that hangs does not say goodbye either, so a second is enough.
  await Promise.race([database.close(), sleep(1_000)]);
  log.info('stopped');
  process.exit(0);
}
