import { join } from 'node:path';
import { grade } from '../src/engine/grade.ts';
import { findLab, loadCatalogue, repositoryRoot } from '../src/lab/index.ts';
import { type BenchmarkRow, median, pairs, seconds, wallMs } from './measure.ts';

const reference = join(repositoryRoot, 'reference-solution/todo-service');
const cli = [process.execPath, join(repositoryRoot, 'grader/bin/orkestr.mjs')];
const gradeOnce = [...cli, 'grade', reference, '--lab', 'todo/health', '--check', 'live-shape', '--format', 'json'];

/** A whole `orkestr grade` of one check against the same steps with docker and curl; and what the grader itself costs. */
export async function warmGrade(rounds: number): Promise<BenchmarkRow[]> {
  await wallMs(gradeOnce);
  const byHand = ['sh', join(import.meta.dirname, 'by-hand.sh'), reference];
  await wallMs(byHand);
  const { a, b, ratios } = await pairs(
    rounds,
    () => wallMs(gradeOnce),
    () => wallMs(byHand),
  );
  const ratio = median(ratios);
  const shares = await ownShares(rounds);
  const share = median(shares);
  return [
    {
      name: 'Warm grade of the unchanged reference (`health.live-shape`), whole CLI, over the same steps by hand with `docker` and `curl`',
      measured: `${ratio.toFixed(2)}× (${seconds(median(a))} / ${seconds(median(b))})`,
      target: '≤ 1.0×',
      met: ratio <= 1,
      rounds: ratios.map((value) => value.toFixed(2)).join(' '),
    },
    {
      name: "The grader's own processor time in that attempt, of its wall time: an upper bound for what is neither Docker nor waiting for the service",
      measured: `${(share * 100).toFixed(1)} %`,
      target: '≤ 10 %',
      met: share <= 0.1,
      rounds: shares.map((value) => `${(value * 100).toFixed(1)} %`).join(' '),
    },
  ];
}

async function ownShares(rounds: number): Promise<number[]> {
  const lab = findLab(await loadCatalogue(), 'todo/health');
  const shares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [cpu, began] = [process.cpuUsage(), performance.now()];
    for await (const event of grade({ lab, source: { kind: 'reference' }, checks: ['live-shape'] })) {
      if (event.type === 'attempt-ended' && event.attempt.verdict !== 'passed') throw new Error('the reference failed');
    }
    const { user, system } = process.cpuUsage(cpu);
    shares.push((user + system) / 1000 / (performance.now() - began));
  }
  return shares;
}
