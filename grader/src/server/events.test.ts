import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openEventSource, type SeenMessage } from '../../test/event-source.ts';
import { eventually } from '../../test/eventually.ts';
import { exampleEvents } from '../../test/example-attempt.ts';
import { runningServer } from '../../test/running-server.ts';
import { type Asked, heldUntil, scriptedEngine } from '../../test/scripted-engine.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { openStore } from '../store/open-store.ts';

type Site = Awaited<ReturnType<typeof runningServer>>;

const reference = { lab: 'todo/health', source: { kind: 'reference' } };
const ask = async (site: Site) => ((await site.post(reference)).json() as { id: string }).id;
const stream = (site: Site, id: string, lastEventId?: string) =>
  openEventSource(
    site.server.port,
    `/api/attempts/${id}/events`,
    lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  );
const events = (messages: readonly SeenMessage[]) =>
  messages.filter(({ event }) => event === 'message').map(({ data }) => JSON.parse(data) as unknown);
const end = (id: string) => ({ event: 'end', id: '', data: id });

test('a running attempt is shown live and to its end, to all who watch', async () => {
  const go = Promise.withResolvers<void>();
  await using site = await runningServer({ grade: scriptedEngine(heldUntil(go.promise)).grade });
  const id = await ask(site);
  using early = stream(site, id);
  await eventually(() => expect(events(early.messages)).toHaveLength(4));
  using late = stream(site, id);
  await eventually(() => expect(events(late.messages)).toHaveLength(4));
  go.resolve();
  expect(await early.ended).toBe(200);
  await late.ended;
  expect(events(early.messages)).toEqual(exampleEvents(id));
  expect(events(late.messages)).toEqual(exampleEvents(id));
  expect(early.messages.at(-1)).toEqual(end('{"verdict":"passed"}'));
});

test('a recorded attempt replays the same, whole or from where the reader was', async () => {
  await using site = await runningServer();
  const id = await ask(site);
  using live = stream(site, id);
  await live.ended;
  using replay = stream(site, id);
  await replay.ended;
  expect(events(replay.messages)).toEqual(exampleEvents(id));
  const third = replay.messages.filter(({ event }) => event === 'message')[2]!;
  using resumed = stream(site, id, third.id);
  await resumed.ended;
  expect(events(resumed.messages)).toEqual(exampleEvents(id).slice(3));
  using after = openEventSource(site.server.port, `/api/attempts/${id}/events?after=${third.id}`);
  await after.ended;
  expect(after.messages).toEqual(resumed.messages);
  using garbage = stream(site, id, '../../etc/passwd');
  await garbage.ended;
  expect(events(garbage.messages)).toEqual(exampleEvents(id));
});

test('a reader who comes and goes sees every event once', async () => {
  const steps = Array.from({ length: 30 }, () => Promise.withResolvers<void>());
  const engine = scriptedEngine(async function* ({ attemptId }: Asked) {
    const all = exampleEvents(attemptId, { lines: 28 });
    for (const [index, event] of all.entries()) {
      await steps[index]?.promise;
      yield event;
    }
  });
  await using site = await runningServer({ grade: engine.grade });
  const id = await ask(site);
  const seen: SeenMessage[] = [];
  for (let step = 0; step < 30; step += 5) {
    using source = stream(site, id, seen.at(-1)?.id);
    for (const { resolve } of steps.slice(step, step + 5)) resolve();
    await eventually(() => expect(seen.length + events(source.messages).length).toBeGreaterThanOrEqual(step + 5));
    seen.push(...source.messages.filter(({ event }) => event === 'message'));
  }
  using rest = stream(site, id, seen.at(-1)?.id);
  await rest.ended;
  seen.push(...rest.messages.filter(({ event }) => event === 'message'));
  expect(events(seen)).toEqual(exampleEvents(id, { lines: 28 }));
  expect(new Set(seen.map((message) => message.id)).size).toBe(seen.length);
});

test('while an attempt waits its place is told, and again when it moves', async () => {
  const go = Promise.withResolvers<void>();
  await using site = await runningServer({ grade: scriptedEngine(heldUntil(go.promise)).grade });
  await ask(site);
  await eventually(async () =>
    expect((await site.ask('/api/platform')).json()).toMatchObject({ queue: { running: 1 } }),
  );
  await ask(site);
  const id = await ask(site);
  using source = stream(site, id);
  await eventually(() => expect(source.messages).toHaveLength(1));
  go.resolve();
  await source.ended;
  const places = source.messages.filter(({ event }) => event === 'queued').map(({ data }) => JSON.parse(data));
  expect(places[0]).toEqual({ position: 2, canGrade: true });
  expect(events(source.messages)).toEqual(exampleEvents(id));
});

test('after a server died the reader is told to begin anew, and gets the new run whole', async () => {
  using folder = temporaryFolder();
  {
    await using store = await openStore(folder.path);
    await store.attempts.create({ id: 'orphan', lab: 'todo/health', source: { kind: 'reference' }, seed: 7 }, 50);
    const claim = await store.leases.claim('dead', 30_000);
    await store.leases.append(claim!.lease, [{ seq: 1, json: '{"of":"the dead"}' }]);
  }
  await using site = await runningServer({ dataFolder: folder.path });
  using source = stream(site, 'orphan', '1000001');
  await source.ended;
  const kinds = source.messages.map(({ event }) => event).filter((event) => event !== 'queued');
  expect(kinds).toEqual(['restart', ...exampleEvents('orphan').map(() => 'message'), 'end']);
  expect(events(source.messages)).toEqual(exampleEvents('orphan'));
});

test('signs of life are sent while nothing happens', async () => {
  const engine = scriptedEngine(heldUntil(new Promise(() => undefined)));
  await using site = await runningServer({ grade: engine.grade, heartbeatMs: 10 });
  using source = stream(site, await ask(site));
  await eventually(() => expect(source.heartbeats).toBeGreaterThan(2));
});

test('a reader that does not read is cut off, and costs no memory meanwhile', async () => {
  const line = 'x'.repeat(10_000);
  const engine = scriptedEngine(async function* ({ attemptId }: Asked) {
    const all = exampleEvents(attemptId, { lines: 3_000 });
    for (const event of all) yield event.type === 'line' ? { ...event, text: line } : event;
  });
  await using site = await runningServer({ grade: engine.grade, stallMs: 1_000 });
  const id = await ask(site);
  await eventually(async () =>
    expect((await site.ask(`/api/attempts/${id}`)).json()).toMatchObject({ status: 'ended' }),
  );
  const socket = connect(site.server.port, '127.0.0.1');
  const cut = new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  });
  socket.pause();
  socket.write(`GET /api/attempts/${id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const watching = async () => (await site.ask('/metrics')).text.match(/^orkestr_event_streams (\d+)/m)?.[1];
  await eventually(async () => expect(await watching()).toBe('1'));
  await eventually(async () => expect(await watching()).toBe('0'));
  socket.resume();
  await cut;
  using reader = stream(site, id);
  await reader.ended;
  expect(events(reader.messages)).toHaveLength(3_003);
});

test('more pages than allowed may not watch', async () => {
  const engine = scriptedEngine(heldUntil(new Promise(() => undefined)));
  await using site = await runningServer({ grade: engine.grade, watcherLimit: 1 });
  const id = await ask(site);
  using first = stream(site, id);
  await eventually(() => expect(first.messages.length).toBeGreaterThan(0));
  const refused = await site.ask(`/api/attempts/${id}/events`);
  expect([refused.status, refused.json()]).toMatchObject([503, { code: 'too_many_watchers' }]);
});

test('who hangs up is forgotten', async () => {
  const engine = scriptedEngine(heldUntil(new Promise(() => undefined)));
  await using site = await runningServer({ grade: engine.grade });
  const id = await ask(site);
  {
    using source = stream(site, id);
    await eventually(() => expect(source.messages.length).toBeGreaterThan(0));
  }
  await eventually(async () => expect((await site.ask('/metrics')).text).toContain('orkestr_event_streams 0'));
});
