import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { after, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { migrate } from './migrate.ts';

const docker = (...args: string[]) => promisify(execFile)('docker', args).then(({ stdout }) => stdout.trim());

let migratedTemplate: Promise<string> | undefined;
// Registered before the container's own end, so that there is still a server to drop it on.
after(async () => {
  if (migratedTemplate) await onServer(`DROP DATABASE ${await migratedTemplate}`);
});

/** A server to test against: the one of DATABASE_URL, else a container of our own; without either `undefined`. */
const server = process.env.DATABASE_URL || (await startContainer());

/** For `skip` of a suite: false, or why it does not run here. */
export const notRunHere = server ? false : 'not run here: neither DATABASE_URL nor Docker with orkestr/postgres:17';

/** A database that goes away with the test: empty, or a copy of `template`, to which nobody may be connected. */
export async function newDatabase(t: TestContext, template = 'template0'): Promise<string> {
  const name = newName();
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  t.after(() => onServer(`DROP DATABASE ${name} WITH (FORCE)`));
  return urlOf(name);
}

/** A database at the newest schema. Migrated once a test file, copied for every test. */
export async function migratedDatabase(t: TestContext): Promise<string> {
  migratedTemplate ??= migrateTemplate();
  return newDatabase(t, await migratedTemplate);
}

async function migrateTemplate(): Promise<string> {
  const name = newName();
  await onServer(`CREATE DATABASE ${name}`);
  const { exitCode, output } = await migrate(urlOf(name), 'up');
  if (exitCode !== 0) throw new Error(output);
  return name;
}

const newName = () => `todo_test_${randomUUID().replaceAll('-', '')}`;

function urlOf(database: string): string {
  const url = new URL(server!);
  url.pathname = `/${database}`;
  return url.href;
}

/** A connection that is closed with the test. */
export async function connect(t: TestContext, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // its database is dropped under it when the test ends
  await client.connect();
  t.after(() => client.end());
  return client;
}

/** How many sessions of this database wait for a lock. Not from inside a transaction: there the answer never changes. */
export async function lockWaits(observer: pg.Client): Promise<number> {
  const { rows } = await observer.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length;
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function startContainer(): Promise<string | undefined> {
  const password = randomUUID();
  const started = docker(
    'run',
    '-d',
    '--rm',
    '-p',
    '127.0.0.1::5432',
    '-e',
    `POSTGRES_PASSWORD=${password}`,
    'orkestr/postgres:17',
  );
  const id = await started.catch(() => undefined);
  if (!id) return undefined;
  after(() => docker('rm', '-f', '-v', id));
  const address = await docker('port', id, '5432/tcp');
  const url = `postgres://postgres:${password}@${address.split('\n')[0]}/postgres`;
  await untilAnswering(url);
  return url;
}

async function untilAnswering(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    const problem = await client.connect().then(
      () => undefined,
      (error: unknown) => error,
    );
    await client.end().catch(() => {});
    if (problem === undefined) return;
    if (Date.now() > deadline) throw problem;
    await sleep(50);
  }
}
