import type { Text } from '../contract/index.ts';
import type { CheckContext } from './context.ts';
import type { FailureText } from './failure.ts';

/** Real dependencies a lab's stack can have. */
export type Dependency = 'postgres';

/** One gradable behaviour. Its full id is `track/lab.slug`. */
export interface Check<F extends Record<string, FailureText> = Record<string, FailureText>> {
  /** Readable, stable, never reused: `ready-follows-db`. */
  slug: string;
  title: Text;
  /** What holds when it passes, in a sentence: shown before the first try. */
  property: Text;
  /** Evidence is shown from the second failure on. */
  hidden?: boolean;
  /** The learner's time for it, milliseconds; what does not end by then fails with the limit named. */
  deadlineMs: number;
  /** Section of the lab's lesson that teaches it, as an anchor id that is the same in every language. */
  section?: string;
  /** Every way to fail, by code. */
  failures: F;
  /** Passes by returning, fails by throwing `check.fail(…)`. Anything else thrown is trouble of ours: `errored`. */
  run: (check: CheckContext<Extract<keyof F, string>>) => Promise<void>;
}

/** Types a check: its failure codes are known to its own `fail`. */
export function defineCheck<const F extends Record<string, FailureText>>(check: Check<F>): Check {
  return check as unknown as Check;
}

/** A lab: what is delivered, what it is graded beside, and its checks in teaching order. */
export interface Lab {
  slug: string;
  track: string;
  title: Text;
  /** One sentence for lists. */
  summary: Text;
  /** What to hand in, a sentence each; Markdown code spans are allowed. */
  deliver: readonly Text[];
  /** Honest working time. */
  minutes: number;
  needs: readonly Dependency[];
  /** Names in orkestr.yaml; the first is the one checks talk to. */
  services: readonly string[];
  /** Slug of the lesson that teaches it. */
  lesson: string;
  /** Settings its services get on top of the platform's own. */
  environment?: Readonly<Record<string, string>>;
  checks: readonly Check[];
}

/** Checks what the type cannot: slugs in form and unique, texts in every language, deadlines above zero. */
export function defineLab(lab: Lab): Lab {
  const seen = new Set<string>();
  for (const slug of [lab.slug, lab.track, ...lab.checks.map((check) => check.slug)]) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
      throw new TypeError(`lab ${lab.slug}: "${slug}" is not kebab-case`);
  }
  for (const check of lab.checks) {
    if (seen.has(check.slug)) throw new TypeError(`lab ${lab.slug}: two checks are called "${check.slug}"`);
    seen.add(check.slug);
    if (!(check.deadlineMs > 0)) throw new TypeError(`lab ${lab.slug}: check "${check.slug}" has no deadline`);
  }
  if (lab.checks.length === 0) throw new TypeError(`lab ${lab.slug}: has no checks`);
  return lab;
}

/** A change to one file of the reference. `find` must stand in it exactly once. */
export type Edit =
  | { file: string; find: string; replace: string }
  | { file: string; create: string }
  | { file: string; remove: true };

/** The reference with one named mistake. */
export interface Mutant {
  name: string;
  /** The mistake in a sentence. */
  mistake: Text;
  edits: readonly Edit[];
  /** Slugs of the checks that must fail. */
  fails: readonly string[];
  /** Slugs that may fail besides, with the reason beside them in the table. */
  mayFail?: readonly string[];
}

/** Types a table of mutants. */
export function defineMutants(mutants: readonly Mutant[]): readonly Mutant[] {
  return mutants;
}
