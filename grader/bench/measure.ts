import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** One row of docs/benchmarks.md. */
export interface BenchmarkRow {
  name: string;
  measured: string;
  target: string;
  met: boolean;
  /** Every round, for who wants to see the spread. */
  rounds: string;
}

/** The middle value. @throws RangeError for none */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median of nothing');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs a command to its end and gives its wall time in milliseconds. @throws when it does not end with `exitCode` */
export async function wallMs(command: readonly string[], exitCode = 0): Promise<number> {
  const began = performance.now();
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-2_000);
  });
  const [code] = await once(child, 'exit');
  if (code !== exitCode) throw new Error(`${command.join(' ')} ended with ${code}:\n${errors}`);
  return performance.now() - began;
}

/** `rounds` times A then B, one pair after the other, so that a drifting machine hits both alike. */
export async function pairs(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ a: number[]; b: number[]; ratios: number[] }> {
  const result = { a: [] as number[], b: [] as number[], ratios: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const [first, second] = [await a(), await b()];
    result.a.push(first);
    result.b.push(second);
    result.ratios.push(first / second);
  }
  return result;
}

/** Milliseconds as people read them. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
