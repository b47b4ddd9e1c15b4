import { createApi } from './api.ts';
import { type Env, readEnv } from './env.ts';
import { createInstruments } from './instruments.ts';
import { createLogger } from './logger.ts';
import { Pool } from './pool.ts';
import { Readiness } from './readiness.ts';
import { Store } from './store.ts';

const env = settings();
const log = createLogger(env.LOG_LEVEL);
const pool = new Pool({ url: env.DATABASE_URL, max: env.DB_MAX_CONNS, timeoutMs: env.DB_TIMEOUT_MS });
const readiness = new Readiness(pool, log);
const instruments = createInstruments(env.APP_VERSION, pool);
const api = createApi({ env, log, store: new Store(pool), readiness, instruments });
const server = api.listen(env.PORT, '0.0.0.0', () => log('INFO', 'started', { version: env.APP_VERSION }));

process.on('SIGTERM', () => {
  if (readiness.draining) return;
  readiness.draining = true;
  setTimeout(() => {
    server.close(() => {
      pool.close().finally(() => process.exit(0));
    });
    setTimeout(() => server.closeAllConnections(), 3000).unref();
  }, env.DRAIN_SECONDS * 1000);
});

function settings(): Env {
  try {
    return readEnv(process.env);
  } catch (error) {
    createLogger('INFO')('ERROR', 'cannot start', { error: (error as Error).message });
    process.exit(1);
  }
}
