import { type Config, ConfigError, readConfig } from './config.ts';
import { Database } from './database/database.ts';
import { buildApp } from './http/app.ts';
import { Lifecycle } from './lifecycle.ts';
import { createLog, describeError } from './log.ts';
import { createMetrics } from './metrics.ts';
import { shutDownOnSignal } from './shutdown.ts';

// What nobody caught is logged as JSON like everything else, and then the state of the process cannot be trusted.
process.on('uncaughtException', (error) => {
  createLog().error(describeError(error), 'uncaught exception');
  process.exit(1);
});

const config = readConfigOrExit();
const log = createLog(config.logLevel);
const database = new Database(config, log);
const metrics = createMetrics(config.version, database);
const lifecycle = new Lifecycle();
const app = buildApp({ config, log, database, metrics, lifecycle });

shutDownOnSignal({ app, config, database, lifecycle, log });
// The database is not waited for: until it answers this process is alive and says that it is not ready.
await app.listen({ port: config.port, host: '0.0.0.0' });
log.info({ port: config.port, version: config.version }, 'started');

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    createLog().error({ error: error.message }, 'bad configuration');
    process.exit(1);
  }
}
