import { expect, test, vi } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { exampleAttempt, exampleEvents } from '../../test/example-attempt.ts';
import { exampleCatalogue } from '../../test/example-lab.ts';
import { type Asked, heldUntil, scriptedEngine } from '../../test/scripted-engine.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import type { GradeEvent, RequestedSource } from '../contract/index.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { EventHub } from './event-hub.ts';
import { Runner, type RunnerOptions } from './runner.ts';

function runnerFor(store: Store, options: Partial<RunnerOptions> = {}): Runner {
  const { grade } = scriptedEngine();
  const needed = { store, hub: new EventHub(), catalogue: exampleCatalogue(), grade, canGrade: async () => true };
  return new Runner({ ...needed, flushEveryMs: 1, ...options });
}

const reference: RequestedSource = { kind: 'reference' };
const ask = (store: Store, id: string, source: RequestedSource = reference, lab = 'todo/health') =>
  store.attempts.create({ id, lab, source, seed: 7 }, 50);
const ended = (store: Store, id: string) =>
  eventually(async () => {
    const record = await store.attempts.find(id);
    if (record?.status !== 'ended') throw new Error(`${id} is ${record?.status}`);
    return record;
  });
const recorded = async (store: Store, id: string) =>
  (await store.attempts.events(id, 0, 100_000)).map(({ json }) => JSON.parse(json) as GradeEvent);

test('attempts are graded in their order, with their seed, and recorded whole', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const engine = scriptedEngine();
  const verdicts: string[] = [];
  const runner = runnerFor(store, { grade: engine.grade, onEnded: ({ verdict }) => verdicts.push(verdict) });
  await ask(store, 'first1', { kind: 'mutant', name: 'ready-always' });
  await ask(store, 'second');
  await runner.start();
  await ended(store, 'second');
  expect(engine.asked.map(({ attemptId, source, seed, lab }) => [attemptId, source, seed, lab.id])).toEqual([
    ['first1', { kind: 'mutant', name: 'ready-always' }, 7, 'todo/health'],
    ['second', { kind: 'reference' }, 7, 'todo/health'],
  ]);
  expect(await recorded(store, 'first1')).toEqual(exampleEvents('first1'));
  expect(await store.attempts.find('first1')).toMatchObject({ verdict: 'passed', attempt: exampleAttempt('first1') });
  await runner.stop();
  expect(verdicts).toEqual(['passed', 'passed']);
});

test('one at a time, unless more are asked for', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const go = Promise.withResolvers<void>();
  const engine = scriptedEngine(heldUntil(go.promise));
  const runner = runnerFor(store, { grade: engine.grade, concurrency: 2 });
  for (const id of ['aaaaa1', 'aaaaa2', 'aaaaa3']) await ask(store, id);
  await runner.start();
  await eventually(() => expect(engine.asked).toHaveLength(2));
  expect(await store.attempts.counts()).toEqual({ waiting: 1, running: 2 });
  go.resolve();
  await ended(store, 'aaaaa3');
  await runner.stop();
});

test('while grading is impossible attempts wait, and begin when told that it is possible', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  let possible = false;
  const runner = runnerFor(store, { canGrade: async () => possible });
  await ask(store, 'waiting1');
  await runner.start();
  expect(await store.attempts.find('waiting1')).toMatchObject({ status: 'queued' });
  possible = true;
  runner.wake();
  expect(await ended(store, 'waiting1')).toMatchObject({ verdict: 'passed' });
  await runner.stop();
});

test('what a dead server left running is graded again from its beginning, with the same seed', async () => {
  using folder = temporaryFolder();
  {
    await using store = await openStore(folder.path);
    await ask(store, 'orphan');
    const claim = await store.leases.claim('dead', 30_000);
    await store.leases.append(claim!.lease, [{ seq: 1, json: '{"type":"line","text":"of the dead"}' }]);
  }
  await using store = await openStore(folder.path);
  const engine = scriptedEngine();
  const runner = runnerFor(store, { grade: engine.grade });
  await runner.start();
  await ended(store, 'orphan');
  await runner.stop();
  expect(engine.asked).toMatchObject([{ attemptId: 'orphan', seed: 7 }]);
  expect(await recorded(store, 'orphan')).toEqual(exampleEvents('orphan'));
});

test('an attempt that kills its grader again and again is given up', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  await ask(store, 'killer');
  for (let death = 0; death < 3; death++) {
    await store.leases.claim('dead', 30_000);
    await store.leases.requeueAbandoned('all');
  }
  const engine = scriptedEngine();
  const runner = runnerFor(store, { grade: engine.grade });
  await runner.start();
  expect(await ended(store, 'killer')).toMatchObject({ attempt: { problem: { code: 'grader-died' } } });
  await runner.stop();
  expect(engine.asked).toEqual([]);
  expect((await recorded(store, 'killer')).map(({ type }) => type)).toEqual(['attempt-started', 'attempt-ended']);
});

test('stopping cancels the engine, waits for its clean-up, and queues the attempt again', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const cleaned = vi.fn();
  const engine = scriptedEngine(heldUntil(new Promise(() => undefined), cleaned));
  const runner = runnerFor(store, { grade: engine.grade });
  await ask(store, 'cancelled');
  await runner.start();
  await eventually(async () => expect((await recorded(store, 'cancelled')).length).toBe(4));
  await runner.stop();
  expect(cleaned).toHaveBeenCalledOnce();
  expect(await store.attempts.find('cancelled')).toMatchObject({ status: 'queued', position: 1, verdict: null });
  expect(await recorded(store, 'cancelled')).toEqual([]);
});

test('an engine that does not stop is left behind after its grace', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const engine = scriptedEngine(async function* (asked: Asked) {
    yield* exampleEvents(asked.attemptId).slice(0, 2);
    await new Promise(() => undefined);
  });
  const trouble = vi.fn();
  const options = { grade: engine.grade, graceMs: 20, attemptLimitMs: 20, onTrouble: trouble };
  const runner = runnerFor(store, options);
  await ask(store, 'stuck1');
  await runner.start();
  expect(await ended(store, 'stuck1')).toMatchObject({
    verdict: 'errored',
    attempt: { problem: { code: 'time-limit' } },
  });
  await runner.stop();
  expect(trouble).toHaveBeenCalledWith(expect.objectContaining({ name: 'EngineStuck' }), 'stuck1');
});

test('an engine that throws, a lab and a mutant that are gone are trouble of ours', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const engine = scriptedEngine(async function* () {
    yield* [];
    throw new Error('/home/secret/path is broken');
  });
  const runner = runnerFor(store, { grade: engine.grade });
  await ask(store, 'throws');
  await ask(store, 'nolabb', reference, 'todo/gone');
  await ask(store, 'nomutant', { kind: 'mutant', name: 'gone' });
  await runner.start();
  const record = await ended(store, 'throws');
  expect(record).toMatchObject({ verdict: 'errored', attempt: { problem: { code: 'grader-failed' } } });
  expect(JSON.stringify(record)).not.toContain('secret');
  expect(await ended(store, 'nolabb')).toMatchObject({ attempt: { problem: { code: 'lab-gone' } } });
  expect(await ended(store, 'nomutant')).toMatchObject({ attempt: { problem: { code: 'source-gone' } } });
  await runner.stop();
});

test('a runner that lost its lease is stopped and its result is not recorded', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const cancelled = Promise.withResolvers<void>();
  const engine = scriptedEngine(heldUntil(new Promise(() => undefined), cancelled.resolve));
  const stale = runnerFor(store, { grade: engine.grade, heartbeatMs: 5 });
  await ask(store, 'fenced');
  await stale.start();
  await eventually(() => expect(engine.asked).toHaveLength(1));
  await store.leases.requeueAbandoned('all');
  const fresh = await store.leases.claim('another', 30_000);
  await cancelled.promise;
  await store.leases.end(fresh!.lease, exampleAttempt('fenced', { verdict: 'failed' }), []);
  await stale.stop();
  expect(await store.attempts.find('fenced')).toMatchObject({ status: 'ended', verdict: 'failed' });
});

test('a verdict that finds the disk full waits until there is room', async () => {
  using folder = temporaryFolder();
  await using store = await openStore(folder.path);
  const trouble = vi.fn();
  const full = vi.spyOn(store.leases, 'end').mockRejectedValueOnce(new Error('full'));
  await ask(store, 'patient');
  const runner = runnerFor(store, { clock: { now: () => 0, wait: neverBusy }, onTrouble: trouble });
  await runner.start();
  expect(await ended(store, 'patient')).toMatchObject({ verdict: 'passed' });
  expect(full).toHaveBeenCalledTimes(2);
  expect(trouble).toHaveBeenCalledWith(expect.objectContaining({ message: 'full' }), 'patient');
  await runner.stop();
});

/** A clock whose waits pass at the next turn of the event loop. */
function neverBusy(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => (signal?.aborted ? reject(signal.reason) : resolve()));
  });
}
