import { z } from 'zod';

/**
 * What came of a check, or of a whole attempt. `ungradable` (did not build, migrate or start) and `errored` (our fault)
 * are never counted against a learner.
 */
export const verdicts = ['passed', 'failed', 'ungradable', 'errored', 'skipped'] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

const gravity: Record<Verdict, number> = { passed: 0, skipped: 1, failed: 2, ungradable: 3, errored: 4 };

/**
 * The verdict of a whole from those of its parts: the gravest one. Nothing at all, or nothing but skipped parts, is
 * `errored`: a run that checked nothing must never read as a pass.
 */
export function overall(parts: readonly Verdict[]): Verdict {
  if (parts.every((part) => part === 'skipped')) return 'errored';
  const gravest = parts.reduce((worst, part) => (gravity[part] > gravity[worst] ? part : worst), 'passed');
  return gravest === 'skipped' ? 'passed' : gravest;
}
