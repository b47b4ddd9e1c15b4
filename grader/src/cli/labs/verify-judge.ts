import { type Attempt, inLanguage } from '../../contract/index.ts';
import type { VerifyRun } from './verify-plan.ts';

/** A check that did not do what it had to. */
export interface Surprise {
  check: string;
  expected: 'passed' | 'failed';
  received: string;
  /** What the check said, when it failed against expectation. */
  message: string | null;
}

/** What came of one attempt of `labs verify`. */
export interface VerifyResult {
  lab: string;
  source: string;
  round: number;
  ok: boolean;
  verdict: string;
  seed: number;
  durationMs: number;
  /** Verdict by check slug, in the lab's order. */
  checks: Record<string, string>;
  surprises: Surprise[];
  /** Why the attempt came to nothing, if it did. */
  problem: string | null;
}

const slugOf = (id: string) => id.slice(id.indexOf('.') + 1);

/** Holds an attempt against what the plan says must come of it. */
export function judge(run: VerifyRun, attempt: Attempt): VerifyResult {
  const surprises: Surprise[] = [];
  for (const check of attempt.checks) {
    const slug = slugOf(check.id);
    const expected = run.mustFail.has(slug) ? 'failed' : 'passed';
    const free = run.mayFail.has(slug) && (check.verdict === 'passed' || check.verdict === 'failed');
    if (free || check.verdict === expected) continue;
    const message = check.message === null ? null : inLanguage(check.message, 'en');
    const received = check.received === null ? '' : inLanguage(check.received, 'en');
    surprises.push({
      check: slug,
      expected,
      received: check.verdict,
      message: [message, received].filter(Boolean).join(' Received: ') || null,
    });
  }
  const { problem } = attempt;
  return {
    lab: run.entry.id,
    source: run.label,
    round: run.round,
    ok: surprises.length === 0 && problem === null,
    verdict: attempt.verdict,
    seed: attempt.seed,
    durationMs: attempt.durationMs,
    checks: Object.fromEntries(attempt.checks.map(({ id, verdict }) => [slugOf(id), verdict])),
    surprises: problem === null ? surprises : [],
    problem:
      problem &&
      [problem.message, problem.received].flatMap((text) => (text === null ? [] : [inLanguage(text, 'en')])).join(' '),
  };
}

/** A check whose verdict differed between rounds of the same source. */
export interface Flake {
  lab: string;
  source: string;
  check: string;
  /** How often each verdict came. */
  verdicts: Record<string, number>;
}

/** Checks that did not say the same in every round, mutants' `mayFail` included: that is where flakes hide. */
export function findFlakes(results: readonly VerifyResult[]): Flake[] {
  const counts = new Map<string, Flake>();
  for (const { lab, source, checks } of results) {
    for (const [check, verdict] of Object.entries(checks)) {
      const key = `${lab} ${source} ${check}`;
      const flake = counts.get(key) ?? { lab, source, check, verdicts: {} };
      flake.verdicts[verdict] = (flake.verdicts[verdict] ?? 0) + 1;
      counts.set(key, flake);
    }
  }
  return [...counts.values()].filter(({ verdicts }) => Object.keys(verdicts).length > 1);
}
