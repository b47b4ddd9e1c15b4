import { openDatabase } from './database.mjs';
import { makeServer } from './http.mjs';
import { Numbers } from './numbers.mjs';
import { makeLog, readSettings } from './settings.mjs';
import { taskCalls } from './tasks.mjs';

let settings;
try {
  settings = readSettings(process.env);
} catch (error) {
  makeLog('info')('error', 'the settings are wrong', { error: error.message });
  process.exit(1);
}

const log = makeLog(settings.logLevel);
const numbers = new Numbers();
const database = openDatabase({ settings, numbers, log });
const tasks = taskCalls({ database, numbers });
let draining = false;

const withBody = (call) => Object.assign(call, { takesBody: true });

const routes = {
  '/live': { GET: () => ({ body: { status: 'alive' } }) },
  '/ready': { GET: ready },
  '/health': { GET: health },
  '/metrics': { GET: metrics },
  '/tasks': { POST: withBody(tasks.create), GET: tasks.list },
  '/tasks/complete': { POST: withBody(tasks.completeMany) },
  '/tasks/{id}': { DELETE: tasks.remove, PATCH: withBody(tasks.change), GET: tasks.read },
  '/tasks/{id}/complete': { POST: tasks.complete },
};

async function ready() {
  const checks = await database.state();
  const yes = !draining && Object.values(checks).every((word) => word === 'healthy');
  return { status: yes ? 200 : 503, body: { checks, draining, ready: yes } };
}

async function health() {
  const checks = await database.state();
  const down = Object.values(checks).includes('unhealthy');
  const body = {
    checks: { ...checks, notifications: 'disabled', kafka: 'disabled' },
    uptime_seconds: process.uptime(),
    version: settings.version,
    status: down ? 'down' : 'ok',
  };
  return { status: down ? 503 : 200, body };
}

function metrics() {
  const text = numbers.text({ version: settings.version, pool: database.load() });
  return { text, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } };
}

const server = makeServer({ routes, numbers, log, origins: settings.origins, isDraining: () => draining });
server.keepAliveTimeout = 75_000;
server.listen(settings.port, () => log('info', 'listening', { port: settings.port }));

process.once('SIGTERM', () => {
  draining = true;
  log('info', 'draining');
  setTimeout(stop, settings.drainMs);
});

function stop() {
  // Nothing that is in flight takes longer than the database may take; a client that never ends its request does.
  setTimeout(() => server.closeAllConnections(), 5000).unref();
  server.close(async () => {
    const patience = setTimeout(() => process.exit(0), 2000);
    await database.close();
    clearTimeout(patience);
    log('info', 'stopped');
    process.exit(0);
  });
}
