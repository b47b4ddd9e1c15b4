import assert from 'node:assert/strict';
import { request } from 'node:http';
import { suite, test } from 'node:test';
import { faultyLink } from './support/faulty-link.ts';
import { connect, lockWaits, newDatabase, notRunHere } from './support/postgres.ts';
import { startMigrated, startService } from './support/service.ts';
import { until } from './support/until.ts';

const READY = { ready: true, checks: { database: 'healthy', migrations: 'healthy' } };
const NO_DATABASE = { ready: false, checks: { database: 'unhealthy', migrations: 'unhealthy' } };
const NO_SCHEMA = { ready: false, checks: { database: 'healthy', migrations: 'unhealthy' } };

suite('operations', { skip: notRunHere }, () => {
  test('alive, ready and healthy', async (t) => {
    const { call } = await startMigrated(t);
    assert.deepEqual((await call('GET', '/live')).body, { status: 'alive' });
    assert.deepEqual((await call('GET', '/ready')).body, READY);
    const { status, body } = await call('GET', '/health');
    assert.equal(status, 200);
    assert.equal(typeof body.uptime_seconds, 'number');
    assert.deepEqual(body, {
      status: 'ok',
      version: 'dev',
      uptime_seconds: body.uptime_seconds,
      checks: { database: 'healthy', migrations: 'healthy', kafka: 'disabled', notifications: 'disabled' },
    });
  });

  test('a database that hangs: alive, measured, not ready within 2 s, 503 within the limit; and back', async (t) => {
    const migrated = await startMigrated(t);
    const link = await faultyLink(t, migrated.url);
    const { call } = await startService(t, link.url, { DB_TIMEOUT_MS: '500', DB_MAX_CONNS: '3' });
    assert.equal((await call('GET', '/ready')).status, 200);
    link.hang();
    const startedAt = performance.now();
    const pending = [...Array(10)].map(() => call('GET', '/tasks'));
    const probe = call('GET', '/ready');
    assert.equal((await call('GET', '/live')).status, 200);
    assert.equal((await call('GET', '/metrics')).status, 200);
    assert.ok(performance.now() - startedAt < 500, 'neither waited for the database');
    for (const { status, headers, body } of await Promise.all(pending)) {
      assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'database_unavailable', '1']);
    }
    assert.ok(performance.now() - startedAt < 1_500);
    assert.deepEqual((await probe).body, NO_DATABASE);
    assert.ok(performance.now() - startedAt < 2_500);
    assert.equal((await call('GET', '/health')).body.status, 'down');
    link.mend();
    await until('it is ready again', async () => (await call('GET', '/ready')).status === 200);
    assert.equal((await call('GET', '/tasks')).status, 200);
  });

  test('a database that refuses: not ready, and nothing of it in the answers', async (t) => {
    const { call } = await startService(t, 'postgres://canary:canary@127.0.0.1:1/canary');
    for (const path of ['/ready', '/health', '/tasks']) {
      const { status, body } = await call('GET', path);
      assert.equal(status, 503);
      assert.doesNotMatch(JSON.stringify(body), /canary|127\.0\.0\.1|REFUSED/);
    }
  });

  test('readiness follows the schema', async (t) => {
    const url = await newDatabase(t);
    const { call } = await startService(t, url);
    const ready = async () => (await call('GET', '/ready')).body;
    assert.deepEqual(await ready(), NO_SCHEMA);
    const database = await connect(t, url);
    await database.query('CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, dirty BOOLEAN NOT NULL)');
    assert.deepEqual(await ready(), NO_SCHEMA);
    await database.query('INSERT INTO schema_migrations VALUES (8, false)');
    for (const [version, dirty, expected] of [
      [8, false, NO_SCHEMA],
      [9, true, NO_SCHEMA],
      [9, false, READY],
      [10, true, READY],
      [10, false, READY],
    ] as const) {
      await database.query('UPDATE schema_migrations SET version = $1, dirty = $2', [version, dirty]);
      assert.deepEqual(await ready(), expected, `version ${version}, dirty ${dirty}`);
    }
  });

  test('while draining: not ready, still serving, and no connection is kept', async (t) => {
    const { call, lifecycle } = await startMigrated(t);
    lifecycle.startDraining();
    const { status, body } = await call('GET', '/ready');
    assert.deepEqual([status, body.ready], [503, false]);
    const served = await call('GET', '/tasks');
    assert.deepEqual([served.status, served.headers.get('connection')], [200, 'close']);
  });

  test('every request is counted under its template, whatever became of it', async (t) => {
    const { call } = await startMigrated(t);
    await call('POST', '/tasks', { title: 'milk' });
    for (const path of ['/tasks/1', '/tasks/2', '/tasks/x', '/a', '/b', '/tasks/%zz']) await call('GET', path);
    await call('PUT', '/tasks/1');
    const { text, headers } = await call('GET', '/metrics');
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    for (const line of [
      'http_requests_total{method="POST",route="/tasks",status="201"} 1',
      'http_requests_total{method="GET",route="/tasks/:id",status="200"} 1',
      'http_requests_total{method="GET",route="/tasks/:id",status="404"} 1',
      'http_requests_total{method="GET",route="/tasks/:id",status="400"} 1',
      'http_requests_total{method="PUT",route="/tasks/:id",status="405"} 1',
      'http_requests_total{method="GET",route="unmatched",status="404"} 3',
      'http_request_duration_seconds_count{method="GET",route="unmatched"} 3',
      'http_requests_in_flight 0',
      'todo_tasks_created_total 1',
      'db_pool_connections{state="max"} 10',
      'build_info{version="dev"} 1',
    ]) {
      assert.ok(text.split('\n').includes(line), line);
    }
    const resident = Number(/^process_resident_memory_bytes (.+)$/m.exec(text)?.[1]);
    assert.ok(Math.abs(resident / process.memoryUsage.rss() - 1) < 0.2);
  });

  test('what is in flight is counted, and not for ever: clients that go away count down, too', async (t) => {
    const { call, base, url } = await startMigrated(t);
    await call('POST', '/tasks', { title: 'milk' });
    const locker = await connect(t, url);
    const observer = await connect(t, url);
    await locker.query('BEGIN');
    await locker.query('SELECT FROM tasks FOR UPDATE');
    const stays = call('POST', '/tasks/1/complete');
    const leaves = request(`${base}/tasks/1/complete`, { method: 'POST' }).end();
    leaves.on('error', () => {});
    await until('both wait', async () => (await lockWaits(observer)) === 2);
    const gauges = async () => {
      const { text } = await call('GET', '/metrics');
      const value = (name: string) =>
        Number(
          text
            .split('\n')
            .find((line) => line.startsWith(`${name} `))
            ?.split(' ')[1],
        );
      return [value('http_requests_in_flight'), value('db_pool_connections{state="in_use"}')];
    };
    assert.deepEqual(await gauges(), [2, 2]);
    leaves.destroy();
    await until('the one that left is not counted', async () => (await gauges())[0] === 1);
    await locker.query('COMMIT');
    assert.equal((await stays).status, 200);
    const { text } = await call('GET', '/metrics');
    assert.match(text, /^http_requests_total\{method="POST",route="\/tasks\/:id\/complete",status="499"\} 1$/m);
    await until('all is quiet', async () => (await gauges()).every((value) => value === 0));
  });
});
