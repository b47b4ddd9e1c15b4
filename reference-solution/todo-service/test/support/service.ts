import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { Database } from '../../src/database/database.ts';
import type { ErrorDetail } from '../../src/http/api-error.ts';
import { buildApp } from '../../src/http/app.ts';
import { Lifecycle } from '../../src/lifecycle.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Task } from '../../src/tasks/task.ts';
import { migratedDatabase } from './postgres.ts';

/** An answer. `body` is its JSON, an empty object where it is none. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Body;
}

/** What any answer may hold; tests assert what they read. */
interface Body extends Task {
  items: Task[];
  next_cursor: string | null;
  error: string;
  code: string;
  details: ErrorDetail[];
  status: string;
  ready: boolean;
  uptime_seconds: number;
}

export interface Service {
  base: string;
  lifecycle: Lifecycle;
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

/** The service in this process on a port of its own, over the database of `url`. */
export async function startService(t: TestContext, url: string, env: Record<string, string> = {}): Promise<Service> {
  const config = readConfig({ DATABASE_URL: url, LOG_LEVEL: 'error', ...env });
  // Errors are provoked on purpose here; their lines would only hide those of the test runner.
  const log = createLog('error');
  log.level = 'silent';
  const database = new Database(config, log);
  const metrics = createMetrics(config.version, database);
  const lifecycle = new Lifecycle();
  const app = buildApp({ config, log, database, metrics, lifecycle });
  await app.listen({ port: 0, host: '127.0.0.1' });
  t.after(async () => {
    app.server.closeAllConnections();
    await app.close();
    await database.close();
  });
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { base, lifecycle, call: (...request) => call(base, ...request) };
}

/** The same over a new database at the newest schema. */
export async function startMigrated(t: TestContext): Promise<Service & { url: string }> {
  const url = await migratedDatabase(t);
  return { ...(await startService(t, url)), url };
}

async function call(base: string, ...[method, path, body, headers]: Parameters<Service['call']>): Promise<Answer> {
  const isText = typeof body === 'string';
  const answer = await fetch(base + path, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: isText || body === undefined ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : {} };
}
