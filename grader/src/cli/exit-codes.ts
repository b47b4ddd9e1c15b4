import type { Verdict } from '../contract/index.ts';

/** What the command ends with, for CI: documented in docs/grading.md. */
export const exitCodes = {
  passed: 0,
  failed: 1,
  ungradable: 2,
  errored: 3,
  usage: 64,
  interrupted: 130,
} as const;

/** The exit code of a verdict. A run in which everything was skipped checked nothing: `errored`. */
export function exitCodeOf(verdict: Verdict): number {
  return verdict === 'skipped' ? exitCodes.errored : exitCodes[verdict];
}
