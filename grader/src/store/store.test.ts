import { randomUUID } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { exampleAttempt } from '../../test/example-attempt.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import type { NewAttempt } from './attempt-store.ts';
import { openStore } from './open-store.ts';
import { LeaseLost, QueueFull, StoreError } from './store-error.ts';

const limit = 50;
const leaseMs = 30_000;
let serial = 0;

function wanted(changes: Partial<NewAttempt> = {}): NewAttempt {
  serial++;
  return { id: `attempt${serial}`, lab: 'todo/health', source: { kind: 'reference' }, seed: 7, ...changes };
}

test('an attempt goes from the queue through a run to its report', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const first = wanted({ source: { kind: 'mutant', name: 'ready-always' } });
  const second = wanted();
  expect(await store.attempts.create(first, limit)).toBe(1);
  expect(await store.attempts.create(second, limit)).toBe(2);
  expect(await store.attempts.find(second.id)).toMatchObject({ status: 'queued', position: 2, attempt: null });

  const claim = await store.leases.claim('me', leaseMs);
  expect(claim).toMatchObject({ ...first, starts: 1, lease: { run: 1 } });
  expect(await store.attempts.find(first.id)).toMatchObject({ status: 'running', position: null });
  expect(await store.attempts.find(second.id)).toMatchObject({ position: 1 });
  expect(await store.attempts.counts()).toEqual({ waiting: 1, running: 1 });

  await store.leases.append(claim!.lease, [{ seq: 1, json: '{"a":1}' }]);
  const report = exampleAttempt(first.id, { verdict: 'failed' });
  await store.leases.end(claim!.lease, report, [{ seq: 2, json: '{"b":2}' }]);
  expect(await store.attempts.find(first.id)).toMatchObject({ status: 'ended', verdict: 'failed', attempt: report });
  expect(await store.attempts.events(first.id, 0, 10)).toEqual([
    { seq: 1, json: '{"a":1}' },
    { seq: 2, json: '{"b":2}' },
  ]);
  expect(await store.attempts.events(first.id, 1, 10)).toHaveLength(1);
  expect((await store.attempts.list({ limit: 10 })).map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(await store.attempts.list({ limit: 10, lab: 'todo/metrics' })).toEqual([]);
});

test('what was stored is there after opening again', async () => {
  using folder = temporaryFolder();
  const attempt = wanted();
  {
    await using store = await openStore(folder.path);
    await store.attempts.create(attempt, limit);
  }
  await using again = await openStore(folder.path);
  expect(await again.attempts.find(attempt.id)).toMatchObject({ status: 'queued', seed: 7 });
});

test('the queue is bounded, and a refused attempt leaves no row', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  await store.attempts.create(wanted(), 1);
  await expect(store.attempts.create(wanted({ id: 'toomany' }), 1)).rejects.toThrow(QueueFull);
  expect(await store.attempts.find('toomany')).toBeUndefined();
});

test('fifty requests at once never pass the bound', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => store.attempts.create(wanted(), 20)));
  const places = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  expect(places).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test('a stale runner can record nothing: its fencing token is smaller', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const attempt = wanted();
  await store.attempts.create(attempt, limit);
  const stale = (await store.leases.claim('old', -1))!;
  await store.leases.append(stale.lease, [{ seq: 1, json: '{}' }]);

  expect(await store.leases.requeueAbandoned({ notOf: 'old' })).toEqual([]);
  expect(await store.leases.requeueAbandoned({ notOf: 'new' })).toEqual([attempt.id]);
  const fresh = (await store.leases.claim('new', leaseMs))!;
  expect(fresh).toMatchObject({ id: attempt.id, seed: attempt.seed, starts: 2, lease: { run: 2 } });
  expect(await store.attempts.events(attempt.id, 0, 10)).toEqual([]);

  await expect(store.leases.renew(stale.lease, leaseMs)).rejects.toThrow(LeaseLost);
  await expect(store.leases.append(stale.lease, [{ seq: 1, json: '{}' }])).rejects.toThrow(LeaseLost);
  await expect(store.leases.end(stale.lease, exampleAttempt(attempt.id), [])).rejects.toThrow(LeaseLost);
  await store.leases.release(stale.lease);
  await store.leases.end(fresh.lease, exampleAttempt(attempt.id, { verdict: 'failed' }), []);
  await expect(store.leases.end(fresh.lease, exampleAttempt(attempt.id), [])).rejects.toThrow(LeaseLost);
  expect(await store.attempts.find(attempt.id)).toMatchObject({ verdict: 'failed' });
});

test('a released attempt is next again, as if it had never been begun', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const attempt = wanted();
  await store.attempts.create(attempt, limit);
  await store.attempts.create(wanted(), limit);
  const claim = (await store.leases.claim('me', leaseMs))!;
  await store.leases.append(claim.lease, [{ seq: 1, json: '{}' }]);
  await store.leases.release(claim.lease);
  expect(await store.attempts.find(attempt.id)).toMatchObject({ status: 'queued', position: 1, startedAt: null });
  expect(await store.leases.claim('me', leaseMs)).toMatchObject({ id: attempt.id, starts: 1, lease: { run: 2 } });
});

test('the folder is its owner’s alone, and one server’s at a time', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'deep/data');
  await using _store = await openStore(data);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  await expect(openStore(data)).rejects.toMatchObject({ problem: 'in-use', message: /Another server uses/ });
});

test('a folder that is none says so', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'file');
  writeFileSync(data, 'not a folder');
  await expect(openStore(data)).rejects.toMatchObject({ problem: 'not-writable' });
});

test('a damaged database says so and is not touched', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'orkestr.db'), `${randomUUID()}`.repeat(200));
  await expect(openStore(folder.path)).rejects.toMatchObject({ problem: 'corrupt' });
});

test('a database of a newer Orkestr is refused', async () => {
  using folder = temporaryFolder();
  {
    await using _store = await openStore(folder.path);
  }
  using file = disposable(new SqliteDatabase(join(folder.path, 'orkestr.db')));
  file.prepare("insert into schema_migrations values (99, 'from the future', '2030-01-01')").run();
  await expect(openStore(folder.path)).rejects.toMatchObject({ problem: 'newer-schema', message: /schema 99/ });
});

test('a full disk refuses new work and keeps what it has', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.path, { recursive: true });
  const store = await openStore(folder.path, { maximumPages: 24 });
  const kept: string[] = [];
  let refusal: unknown;
  while (refusal === undefined) {
    const attempt = wanted({ lab: 'x'.repeat(2_000) });
    try {
      await store.attempts.create(attempt, 1_000);
      kept.push(attempt.id);
    } catch (error) {
      refusal = error;
    }
  }
  expect(refusal).toBeInstanceOf(StoreError);
  expect(refusal).toMatchObject({ problem: 'disk-full' });
  expect(kept.length).toBeGreaterThan(2);
  await store[Symbol.asyncDispose]();

  await using again = await openStore(folder.path);
  expect((await again.attempts.list({ limit: 200 })).map(({ id }) => id).reverse()).toEqual(kept);
});

function disposable<T extends { close(): unknown }>(value: T): T & Disposable {
  return Object.assign(value, { [Symbol.dispose]: () => void value.close() });
}

test.runIf(process.platform === 'linux')('refuses at once a folder where none can be made', async () => {
  await expect(openStore('/proc/orkestr/data')).rejects.toMatchObject({ problem: 'not-writable' });
});
