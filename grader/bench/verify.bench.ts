import { join } from 'node:path';
import { repositoryRoot } from '../src/lab/index.ts';
import { type BenchmarkRow, seconds, wallMs } from './measure.ts';

const limitMs = 8 * 60_000;

/** `orkestr labs verify` of every lab: the reference, all mutants, all variants. Once: it takes minutes. */
export async function verifyTime(): Promise<BenchmarkRow[]> {
  const took = await wallMs([process.execPath, join(repositoryRoot, 'grader/bin/orkestr.mjs'), 'labs', 'verify']);
  return [
    {
      name: '`orkestr labs verify`: four labs, reference, all mutants, all variants',
      measured: seconds(took),
      target: '≤ 480 s',
      met: took <= limitMs,
      rounds: 'one run',
    },
  ];
}
