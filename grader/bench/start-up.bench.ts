import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll, repositoryRoot } from '../src/lab/index.ts';
import { type BenchmarkRow, median, seconds, wallMs } from './measure.ts';

const cli = [process.execPath, join(repositoryRoot, 'grader/bin/orkestr.mjs')];
const port = 4399;

/** How long `--help` takes, and what the server holds in memory when nobody uses it. */
export async function startUp(rounds: number): Promise<BenchmarkRow[]> {
  const help: number[] = [];
  for (let round = 0; round < rounds; round++) help.push(await wallMs([...cli, '--help']));
  const idle = await idleMemory();
  return [
    {
      name: '`orkestr --help`',
      measured: seconds(median(help)),
      target: '≤ 0.3 s',
      met: median(help) <= 300,
      rounds: help.map(seconds).join(' '),
    },
    {
      name: 'Resident memory of `orkestr serve`, idle, after its first page',
      measured: `${Math.round(idle / 1024 / 1024)} MB`,
      target: '≤ 150 MB',
      met: idle <= 150 * 1024 * 1024,
      rounds: '',
    },
  ];
}

/** Linux only: elsewhere the kernel's figure is not in /proc, and the row says so by failing with the reason. */
async function idleMemory(): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'orkestr-bench-'));
  const server = spawn(cli[0]!, [cli[1]!, 'serve', '--port', String(port), '--data', data], { stdio: 'ignore' });
  try {
    const page = () =>
      fetch(`http://localhost:${port}/`).then(
        ({ ok }) => ok,
        () => false,
      );
    const { met } = await poll(page, { until: Boolean, deadlineMs: 20_000, everyMs: 100 });
    if (!met) throw new Error('the server gave no page within 20 s');
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    await rm(data, { recursive: true, force: true });
  }
}
