import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { suite, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect, lockWaits, migratedDatabase, newDatabase, notRunHere } from './support/postgres.ts';
import { until } from './support/until.ts';

interface RunningService {
  process: ChildProcess;
  base: string;
  lines: string[];
  exitCode: Promise<number | null>;
}

/** The service as its own process, as in production. */
async function spawnService(t: TestContext, env: Record<string, string>): Promise<RunningService> {
  const port = await freePort();
  const file = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [file], {
    env: { PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line));
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, base: `http://127.0.0.1:${port}`, lines, exitCode };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const statusOf = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  );

suite('process', { skip: notRunHere }, () => {
  test('SIGTERM: not ready at once, what is in flight is finished, exit 0', async (t) => {
    const url = await migratedDatabase(t);
    const service = await spawnService(t, { DATABASE_URL: url, DRAIN_SECONDS: '1' });
    await until('it is ready', async () => (await statusOf(`${service.base}/ready`)) === 200);
    const locker = await connect(t, url);
    const observer = await connect(t, url);
    await locker.query("BEGIN; INSERT INTO tasks (title) VALUES ('milk'); COMMIT; BEGIN; SELECT FROM tasks FOR UPDATE");
    const held = fetch(`${service.base}/tasks/1/complete`, { method: 'POST' });
    await until('it waits', async () => (await lockWaits(observer)) === 1);
    service.process.kill('SIGTERM');
    await until('it is not ready', async () => (await statusOf(`${service.base}/ready`)) === 503);
    assert.equal(await statusOf(`${service.base}/tasks`), 200, 'draining, it still serves');
    service.process.kill('SIGTERM');
    await until('the door is closed', async () => (await statusOf(`${service.base}/live`)) === 0);
    await locker.query('COMMIT');
    const startedAt = performance.now();
    assert.equal((await held).status, 200);
    assert.equal(await service.exitCode, 0);
    assert.ok(performance.now() - startedAt < 3_000, 'nothing is waited for after the last answer');
    for (const line of service.lines) {
      const { time, level, msg, service: name } = JSON.parse(line);
      assert.ok(time && level && msg && name === 'todo-service', line);
    }
  });

  test('one line a request, none for probes, and each 5xx says why', async (t) => {
    const url = await newDatabase(t);
    const service = await spawnService(t, { DATABASE_URL: url, DRAIN_SECONDS: '0' });
    await until('it is alive', async () => (await statusOf(`${service.base}/live`)) === 200);
    const headers = { 'x-request-id': 'given' };
    assert.equal((await fetch(`${service.base}/tasks/7?a=%0Aforged`, { headers })).status, 500);
    service.process.kill('SIGTERM');
    await service.exitCode;
    const lines = service.lines.map((line) => JSON.parse(line));
    const requests = lines.filter(({ msg }) => msg === 'request');
    assert.equal(requests.length, 1);
    const [{ request_id: id, method, route, status, duration_ms: durationMs }] = requests;
    assert.deepEqual([id, method, route, status], ['given', 'GET', '/tasks/:id', 500]);
    assert.equal(typeof durationMs, 'number');
    const failed = lines.filter(({ level }) => level === 'error');
    assert.deepEqual(
      failed.map(({ request_id: of, error }) => [of, error]),
      [['given', 'relation "tasks" does not exist']],
    );
  });

  test('a bad setting ends the start and is named, its value is not', async (t) => {
    const service = await spawnService(t, { DATABASE_URL: 'mysql://canary' });
    assert.equal(await service.exitCode, 1);
    assert.equal(service.lines.length, 1);
    assert.match(service.lines[0] ?? '', /DATABASE_URL/);
    assert.doesNotMatch(service.lines[0] ?? '', /canary/);
  });

  test('a port in use ends the start with one line', async (t) => {
    const blocker = createServer().listen(0, '0.0.0.0');
    await once(blocker, 'listening');
    t.after(() => blocker.close());
    const address = blocker.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const service = await spawnService(t, {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x',
      PORT: String(address.port),
    });
    assert.equal(await service.exitCode, 1);
    assert.match(JSON.parse(service.lines.at(-1) ?? '').error, /EADDRINUSE/);
  });
});
