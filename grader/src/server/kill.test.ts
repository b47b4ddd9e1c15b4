import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { exampleEvents } from '../../test/example-attempt.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import type { AttemptList } from '../contract/index.ts';
import { Random } from '../lab/random.ts';
import { openStore } from '../store/open-store.ts';

const script = fileURLToPath(new URL('../../test/server-process.ts', import.meta.url));

async function startServer(folder: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, address: `http://127.0.0.1:${Number(port.toString())}` };
}

async function ask(address: string): Promise<string | undefined> {
  const body = JSON.stringify({ lab: 'todo/health', source: { kind: 'reference' } });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${address}/api/attempts`, { method: 'POST', headers, body });
  return answer.status === 202 ? ((await answer.json()) as { id: string }).id : undefined;
}

test('every attempt that was accepted gets one verdict, however often the server is killed', async () => {
  using folder = temporaryFolder();
  const random = new Random(58, 'server kill');
  const accepted: string[] = [];
  for (let round = 0; round < 4; round++) {
    const { child, address } = await startServer(folder.path);
    const before = accepted.length;
    const enough = before + random.integer(2, 12);
    const dead = once(child, 'exit');
    while (accepted.length < enough) accepted.push((await ask(address)) ?? expect.unreachable('the queue is not full'));
    child.kill('SIGKILL');
    await dead;
  }
  const { child, address } = await startServer(folder.path);
  await eventually(async () => {
    const { items } = (await (await fetch(`${address}/api/attempts?limit=200`)).json()) as AttemptList;
    expect(items.map(({ id }) => id).reverse()).toEqual(accepted);
    expect(items.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
  });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);

  await using store = await openStore(folder.path);
  for (const id of accepted) {
    const events = await store.attempts.events(id, 0, 100);
    expect(events.map(({ json }) => JSON.parse(json))).toEqual(exampleEvents(id, { lines: 20 }));
  }
});
