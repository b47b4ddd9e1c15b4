import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Runs as a process of its own, so that it outlives a SIGKILL of the grader. Its standard input is a pipe from the
 * grader: when that closes the grader has ended, and what carries its owner label goes. A line `temp PATH` names a
 * temporary folder to remove as well.
 */
const owner = process.argv[2];
if (!owner) throw new Error('usage: reaper OWNER');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const folders = new Set<string>();
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, path] = [line.slice(0, 4), resolve(line.slice(5))];
  // Only ours, only where temporary folders are: a line on a pipe must not be able to name anything else.
  if (dirname(path) !== resolve(tmpdir()) || !basename(path).startsWith('orkestr-')) continue;
  if (verb === 'temp') folders.add(path);
  if (verb === 'gone') folders.delete(path);
}

// Loaded only now: while the grader works, this process shall cost next to nothing.
const { poll, systemClock } = await import('../lab/poll.ts');
const { connectDocker } = await import('./docker.ts');
const { sweep } = await import('./sweep.ts');

const docker = connectDocker();
let quiet = 0;
// The daemon may still be creating what was asked for just before the end: look until it is quiet twice in a row.
await poll(
  async () => {
    const swept = await sweep(docker, (other) => other === owner).catch(() => undefined);
    const found = swept === undefined || swept.containers + swept.networks + swept.volumes > 0;
    quiet = found ? 0 : quiet + 1;
    return quiet;
  },
  { until: (times) => times >= 2, deadlineMs: 120_000, everyMs: 700, clock: systemClock },
);
await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
