import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { openEventSource } from '../../test/event-source.ts';
import { eventually } from '../../test/eventually.ts';
import { exampleCatalogue } from '../../test/example-lab.ts';
import { runningServer } from '../../test/running-server.ts';
import { heldUntil, scriptedEngine } from '../../test/scripted-engine.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { openStore } from '../store/open-store.ts';
import { serve } from './serve.ts';

const reference = { lab: 'todo/health', source: { kind: 'reference' } };

test('it says what it is, like a service of its own course', async () => {
  await using site = await runningServer();
  expect((await site.ask('/live')).json()).toEqual({ status: 'alive' });
  expect((await site.ask('/ready')).json()).toEqual({ ready: true, checks: { store: 'healthy' } });
  expect((await site.ask('/health')).json()).toEqual({
    status: 'ok',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    uptime_seconds: expect.any(Number),
    checks: { store: 'healthy', grading: 'healthy' },
  });
  await site.ask('/api/attempts/nobody1');
  await site.ask('/somewhere');
  const metrics = await site.ask('/metrics');
  expect(metrics.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(metrics.text).toContain('http_requests_total{method="GET",route="/api/attempts/:id",status="404"} 1');
  expect(metrics.text).toContain('http_requests_total{method="GET",route="unmatched",status="503"} 1');
  expect(metrics.text).toContain('http_request_duration_seconds_bucket{le="0.005",method="GET",route="/live"}');
  expect(metrics.text).toMatch(/^http_requests_in_flight 0$/m);
  expect(metrics.text).toContain('orkestr_attempts_unfinished{state="waiting"} 0');
});

test('without Docker it is degraded, not down', async () => {
  const docker = { available: false, version: null, problem: 'none' };
  await using site = await runningServer({ means: async () => ({ docker, images: [] }) });
  const health = await site.ask('/health');
  expect([health.status, health.json()]).toMatchObject([200, { status: 'degraded', checks: { grading: 'unhealthy' } }]);
});

test('verdicts are counted', async () => {
  await using site = await runningServer();
  await site.post(reference);
  await eventually(async () => {
    expect((await site.ask('/metrics')).text).toContain('orkestr_attempts_total{lab="todo/health",verdict="passed"} 1');
  });
});

test('closing ends the streams, cancels and cleans up what runs, and loses nothing', async () => {
  using folder = temporaryFolder();
  const cleaned = vi.fn();
  const engine = scriptedEngine(heldUntil(new Promise(() => undefined), cleaned));
  await using site = await runningServer({ dataFolder: folder.path, grade: engine.grade });
  const { id } = (await site.post(reference)).json() as { id: string };
  using source = openEventSource(site.server.port, `/api/attempts/${id}/events`);
  await eventually(() => expect(source.messages.length).toBeGreaterThan(1));
  await Promise.all([site.server.close(), site.server.close()]);
  expect(await source.ended).toBe(200);
  expect(source.messages.map(({ event }) => event)).not.toContain('end');
  expect(cleaned).toHaveBeenCalledOnce();
  await expect(site.ask('/live')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await using store = await openStore(folder.path);
  expect(await store.attempts.find(id)).toMatchObject({ status: 'queued' });
});

test('while it drains it is alive, not ready, and takes nothing new', async () => {
  const released = Promise.withResolvers<void>();
  const engine = scriptedEngine(heldUntil(new Promise(() => undefined)));
  await using site = await runningServer({ grade: engine.grade, drainMs: 1_500 });
  const closing = site.server.close().finally(released.resolve);
  expect((await site.ask('/live')).status).toBe(200);
  const ready = await site.ask('/ready');
  expect([ready.status, ready.json()]).toMatchObject([503, { ready: false }]);
  expect((await site.post(reference)).status).toBe(503);
  await closing;
});

test('a taken port, a taken folder, and a folder that is none say what mends them', async () => {
  using folder = temporaryFolder();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const options = { catalogue: exampleCatalogue(), grade: scriptedEngine().grade };
  await expect(serve({ ...options, port, dataFolder: `${folder.path}/a` })).rejects.toThrow(
    /Port \d+ is taken.*--port/,
  );
  other.close();

  // The failed start has let go of everything it held.
  await using store = await openStore(`${folder.path}/a`);
  expect(await store.attempts.counts()).toEqual({ waiting: 0, running: 0 });
  await expect(serve({ ...options, port: 0, dataFolder: `${folder.path}/a` })).rejects.toThrow(/Another server uses/);
  writeFileSync(`${folder.path}/file`, '');
  await expect(serve({ ...options, port: 0, dataFolder: `${folder.path}/file` })).rejects.toThrow(/--data/);
});
