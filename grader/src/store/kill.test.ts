import { spawn } from 'node:child_process';
import { cpSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { Random } from '../lab/random.ts';
import { openStore } from './open-store.ts';

const writer = fileURLToPath(new URL('../../test/store-writer.ts', import.meta.url));
const random = new Random(59, 'kill');

/** Runs the writer until it has acknowledged `after` things, kills it, and answers everything it had said. */
async function writeUntilKilled(folder: string, prefix: string, after: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, folder, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === after) child.kill('SIGKILL');
  }
  return said;
}

async function missing(folder: string, said: readonly string[]): Promise<string[]> {
  await using store = await openStore(folder);
  const gone: string[] = [];
  for (const line of said) {
    const [what, id] = line.split(' ') as [string, string];
    const found = await store.attempts.find(id);
    const kept = what === 'created' ? found !== undefined : found?.verdict === 'passed' && found.attempt !== null;
    if (!kept) gone.push(line);
    if (found?.status === 'ended') {
      const events = await store.attempts.events(id, 0, 10);
      expect(events.map(({ seq }) => seq)).toEqual([1, 2]);
    }
  }
  return gone;
}

function integrity(folder: string): unknown {
  const file = new SqliteDatabase(join(folder, 'orkestr.db'));
  try {
    return file.pragma('integrity_check', { simple: true });
  } finally {
    file.close();
  }
}

test('nothing acknowledged is lost by kills, and the folder is free for the next at once', async () => {
  using folder = temporaryFolder();
  const said: string[] = [];
  for (let round = 0; round < 8; round++) {
    said.push(...(await writeUntilKilled(folder.path, `r${round}`, random.integer(3, 120))));
    expect(integrity(folder.path)).toBe('ok');
  }
  expect(said.length).toBeGreaterThan(24);
  expect(await missing(folder.path, said)).toEqual([]);
});

test('a write-ahead log torn anywhere leaves a sound database with a beginning of what was said', async () => {
  using folder = temporaryFolder();
  const said = await writeUntilKilled(folder.path, 'torn', 60);
  const log = join(folder.path, 'orkestr.db-wal');
  const length = readFileSync(log).length;
  expect(length).toBeGreaterThan(32);
  for (let round = 0; round < 12; round++) {
    using copy = temporaryFolder();
    cpSync(folder.path, copy.path, { recursive: true });
    truncateSync(join(copy.path, 'orkestr.db-wal'), random.integer(0, length));
    expect(integrity(copy.path)).toBe('ok');
    const gone = await missing(copy.path, said);
    expect(gone).toEqual(said.slice(said.length - gone.length));
  }
});
