import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type CheckContext, defineCheck, PlatformError } from 'orkestr/lab';
import { describe, expect, it, vi } from 'vitest';
import { gradePlain } from './grade-folder.ts';
import { plainLab } from './submissions/plain-service.ts';

const words = { en: 'words', ru: 'слова' };

/** Runs `body` as the only check of a graded attempt; what it throws fails the test. */
async function inCheck(body: (check: CheckContext<'wrong'>) => Promise<void>, changes: Record<string, string> = {}) {
  let thrown: unknown;
  const check = defineCheck({
    slug: 'body',
    title: words,
    property: words,
    deadlineMs: 90_000,
    failures: { wrong: { message: words, hint: words } },
    async run(context) {
      try {
        await body(context);
      } catch (error) {
        thrown = error;
        throw error;
      }
    },
  });
  const result = await gradePlain(changes, { lab: plainLab([check]) });
  if (thrown) throw thrown;
  expect(result.attempt.verdict).toBe('passed');
  return result;
}

/** A service that connects where it is told and says what came of it. */
const dialer = `const http = require('node:http'), net = require('node:net');
http.createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://x');
  if (!searchParams.has('host')) return response.end('{"ready":true}');
  const socket = net.connect({ host: searchParams.get('host'), port: Number(searchParams.get('port')), timeout: 1500 });
  const say = (text) => { socket.destroy(); response.end(text); };
  socket.once('connect', () => say('connected')).once('timeout', () => say('silence')).once('error', (e) => say(e.code));
}).listen(process.env.PORT);`;

const dial = async (check: CheckContext<'wrong'>, host: string, port: number) =>
  (await check.service.get(`/dial?host=${host}&port=${port}`)).body;

describe('faults', () => {
  it('bite and are lifted: stop, kill, pause, disconnect of the database', async () => {
    const { events } = await inCheck(
      async (check) => {
        const { faults } = check.postgres;
        const seen: string[] = [];
        for (const kind of ['stop', 'kill', 'pause', 'disconnect'] as const) {
          expect(await dial(check, 'postgres', 5432), `before ${kind}`).toBe('connected');
          const fault = await faults[kind]();
          seen.push(`${kind}: ${await dial(check, 'postgres', 5432)}`);
          await fault.lift();
          await check.service.database.query('SELECT 1');
        }
        expect(await dial(check, 'postgres', 5432)).toBe('connected');
        // A frozen server's kernel still takes connections: that is what makes a pause another fault than a stop.
        expect(seen[2]).toBe('pause: connected');
        for (const index of [0, 1, 3]) expect(seen[index]).not.toContain('connected');
      },
      { 'server.js': dialer },
    );
    const kinds = events
      .filter((event) => event.type === 'fault')
      .map((event) => event.type === 'fault' && `${event.kind} ${event.state}`);
    expect(kinds).toEqual(
      ['stop', 'kill', 'pause', 'disconnect'].flatMap((kind) => [`${kind} applied`, `${kind} lifted`]),
    );
  });

  it('rows: a trigger sleeps or fails, counts its hits, and leaves nothing in the schema', async () => {
    await inCheck(async (check) => {
      const database = await check.postgres.createDatabase();
      await database.query('CREATE TABLE t (id int PRIMARY KEY, v int)');
      await database.query('INSERT INTO t VALUES (1, 0), (2, 0)');
      const before = await database.dumpSchema();
      {
        await using fault = await database.rowFault({ table: 't', on: 'UPDATE', does: 'raise', when: 'NEW.id = 2' });
        await database.query('UPDATE t SET v = 1 WHERE id = 1');
        await expect(database.query('UPDATE t SET v = 1')).rejects.toThrow('staged failure');
        expect(await fault.hits()).toBe(1);
      }
      {
        await using fault = await database.rowFault({ table: 't', on: 'UPDATE', does: 'raise-at-commit' });
        await using session = await database.session();
        await session.query('BEGIN');
        await session.query('UPDATE t SET v = 9');
        await expect(session.query('COMMIT')).rejects.toThrow('staged failure');
        expect(await fault.hits()).toBe(1);
      }
      {
        await using fault = await database.rowFault({
          table: 't',
          on: 'UPDATE',
          does: 'sleep',
          sleepMs: 300,
          when: 'NEW.id = 1',
        });
        const began = performance.now();
        await database.query('UPDATE t SET v = 5');
        expect(performance.now() - began).toBeGreaterThan(290);
        expect(await fault.hits()).toBe(1);
      }
      expect(await database.dumpSchema()).toBe(before);
      expect(await database.query('SELECT v FROM t ORDER BY id')).toEqual([{ v: 5 }, { v: 5 }]);
    });
  });

  it('a fault that cannot bite is ours: the attempt is errored, not failed', async () => {
    const check = defineCheck({
      slug: 'twice',
      title: words,
      property: words,
      deadlineMs: 30_000,
      failures: { wrong: { message: words, hint: words } },
      async run() {
        throw new PlatformError('fault-pause', 'pause of postgres did not bite');
      },
    });
    const { attempt } = await gradePlain({}, { lab: plainLab([check]) });
    expect(attempt).toMatchObject({ verdict: 'errored', checks: [{ verdict: 'errored', code: 'fault-pause' }] });
  });
});

describe('the relay, for daemons whose containers cannot be reached by address', () => {
  it('reaches service and database, follows a restart, and leaves nothing', async () => {
    vi.stubEnv('ORKESTR_REACH', 'relay');
    try {
      const { attempt } = await inCheck(
        async (check) => {
          expect((await check.service.get('/ready')).status).toBe(200);
          for (const kind of ['stop', 'pause'] as const) {
            await using fault = await check.postgres.faults[kind]();
            await fault.lift();
            expect(await check.service.database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
          }
          const restarted = await check.service.faults.kill();
          expect((await check.service.get('/ready', { timeoutMs: 1_500 })).status).toBe(0);
          await restarted.lift();
          expect((await check.service.get('/ready')).status).toBe(200);
        },
        { 'server.js': dialer },
      );
      const { connectDocker } = await import('../grader/src/stack/docker.ts');
      const filters = { label: [`orkestr.attempt=${attempt.id}`] };
      expect(await connectDocker().listContainers({ all: true, filters })).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('isolation', () => {
  it('a service reaches its database and nothing of this machine', async () => {
    let reached = 0;
    const canary = createServer(() => reached++).listen(0, '0.0.0.0');
    await new Promise((resolve) => canary.once('listening', resolve));
    const { port } = canary.address() as { port: number };
    try {
      await inCheck(
        async (check) => {
          expect(await dial(check, 'postgres', 5432)).toBe('connected');
          const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
          const addresses = own
            .filter(({ family, internal }) => family === 'IPv4' && !internal)
            .map(({ address }) => address);
          expect(addresses.length).toBeGreaterThan(0);
          for (const address of addresses) expect(await dial(check, address, port), address).not.toBe('connected');
        },
        { 'server.js': dialer },
      );
      expect(reached).toBe(0);
    } finally {
      canary.close();
    }
  });

  it('every container has the one hardening profile', async () => {
    await inCheck(async (check) => {
      const { connectDocker } = await import('../grader/src/stack/docker.ts');
      const docker = connectDocker();
      const filters = { label: ['orkestr.attempt'] };
      const mine = (await docker.listContainers({ filters })).filter(({ Names }) => Names.join().includes('orkestr-'));
      expect(mine.length).toBeGreaterThanOrEqual(2);
      for (const { Id } of mine) {
        const { HostConfig } = await docker.getContainer(Id).inspect();
        expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], Privileged: false });
        expect(HostConfig.Memory).toBeGreaterThan(0);
        expect(HostConfig.MemorySwap).toBe(HostConfig.Memory);
        expect(HostConfig.NanoCpus).toBeGreaterThan(0);
        expect(HostConfig.PidsLimit).toBeGreaterThan(0);
        expect(HostConfig.Binds ?? []).toEqual([]);
      }
      expect(check.id).toBe('todo/plain.body');
    });
  });
});
