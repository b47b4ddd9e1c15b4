import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { poll } from '../grader/src/lab/poll.ts';
import { connectDocker } from '../grader/src/stack/docker.ts';
import { attemptLabel } from '../grader/src/stack/labels.ts';

const script = join(import.meta.dirname, 'submissions/hang-in-check.ts');
const docker = connectDocker();

async function leftOf(attemptId: string): Promise<number> {
  const filters = { label: [`${attemptLabel}=${attemptId}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  const { Volumes } = await docker.listVolumes({ filters });
  return containers.length + networks.length + (Volumes ?? []).length;
}

/** Starts a grading in a process of its own and sends it `signal` as soon as it says `moment`. */
async function endAt(moment: string, signal: 'SIGKILL' | 'SIGINT') {
  const child = spawn(process.execPath, [script, `${moment}-${process.pid}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let id = '';
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (line.startsWith('id ')) id = line.slice(3);
    if (line === moment) child.kill(signal);
  }
  await exited;
  return { id, said, exitCode: child.exitCode };
}

describe('what a grader leaves in Docker', () => {
  it.each(['build', 'stack', 'migrate', 'start', 'hanging', 'release'])(
    'nothing, when killed at %s',
    async (moment) => {
      // The release phase is only reached when the check ends: interrupt it first, then it is on its way.
      if (moment === 'release') {
        const { id, said } = await endAt('hanging', 'SIGINT');
        expect(said.at(-1)).toBe('ended errored');
        expect(await leftOf(id)).toBe(0);
        return;
      }
      const { id, said } = await endAt(moment, 'SIGKILL');
      expect(said).toContain(moment);
      expect(said.some((line) => line.startsWith('ended'))).toBe(false);
      const { last } = await poll(() => leftOf(id), { until: (left) => left === 0, deadlineMs: 15_000, everyMs: 250 });
      expect(last).toBe(0);
    },
  );
});
