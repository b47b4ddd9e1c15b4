import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../contract/index.ts';
import { repositoryRoot } from '../lab/index.ts';
import { connectDocker } from '../stack/docker.ts';

const command = join(repositoryRoot, 'grader/bin/orkestr.mjs');
const graded = ['grade', '--source', 'reference', '--lab', 'metrics', '--check', 'exposition'];
const reference = [...graded, '--format', 'json'];

/** The command as a process of its own, with a channel to whoever started it, as the launcher for old Nodes has one. */
function start(...argv: string[]) {
  const child = spawn(process.execPath, [command, ...argv], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (piece) => {
    written.stdout += piece;
  });
  child.stderr?.on('data', (piece) => {
    written.stderr += piece;
  });
  return { child, written };
}

async function untilWritten({ child, written }: ReturnType<typeof start>, sign: string): Promise<void> {
  while (!written.stderr.includes(sign)) {
    if (child.exitCode !== null) throw new Error(`ended too early: ${written.stderr}`);
    await Promise.race([once(child.stderr!, 'data'), once(child, 'exit')]);
  }
}

/** The exit code, once everything it wrote has arrived. (A child that was disconnected from emits no `close`.) */
async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  await Promise.all(streams.map((stream) => (stream.closed ? undefined : once(stream, 'close'))));
  return child.exitCode;
}

async function leftovers({ attempts }: Report): Promise<string[]> {
  const docker = connectDocker();
  const filters = { label: attempts.map(({ id }) => `orkestr.attempt=${id}`) };
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.flatMap(({ Names }) => Names),
    ...networks.map(({ Name }) => Name),
    ...(Volumes ?? []).map(({ Name }) => Name),
  ];
}

describe('orkestr grade as a process', () => {
  it('prints one report on stdout and ends with its verdict', async () => {
    const run = start(...reference);
    expect(await ended(run.child), run.written.stderr).toBe(0);
    const report = reportSchema.parse(JSON.parse(run.written.stdout));
    expect(report).toMatchObject({ verdict: 'passed', attempts: [{ lab: 'todo/metrics', problem: null }] });
    expect(run.written.stderr).toContain('● passed');
    expect(await leftovers(report)).toEqual([]);
  });

  it.each([
    ['Ctrl-C', (child: ChildProcess) => child.kill('SIGINT')],
    ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
    ['the death of its launcher', (child: ChildProcess) => child.disconnect()],
  ])('cleans up after %s in mid-grade and ends with 130', async (_name, interrupt) => {
    const run = start(...reference);
    await untilWritten(run, 'migrate');
    interrupt(run.child);
    expect(await ended(run.child), run.written.stderr).toBe(130);
    const report = reportSchema.parse(JSON.parse(run.written.stdout));
    expect(report.attempts).toHaveLength(1);
    expect(report.attempts[0]?.problem?.code).toBe('cancelled');
    expect(await leftovers(report)).toEqual([]);
  });

  it('goes on to its verdict when nobody reads its output any more', async () => {
    const run = start(...graded);
    run.child.stdout?.destroy();
    expect(await ended(run.child), run.written.stderr).toBe(0);
  });
});
