import type { GradeSource } from '../../engine/grade.ts';
import { type LabEntry, UnknownName } from '../../lab/index.ts';

/** One attempt to make, and what must come of it. */
export interface VerifyRun {
  entry: LabEntry;
  source: GradeSource;
  /** `reference`, `variant NAME`, `mutant NAME`. */
  label: string;
  /** Which repetition, from 1. */
  round: number;
  /** Slugs of checks that must fail; all others must pass. */
  mustFail: ReadonlySet<string>;
  /** Slugs of checks that may do either. */
  mayFail: ReadonlySet<string>;
}

/**
 * Every attempt that shows a lab to be right: the reference and each honest variant pass, each mutant fails its checks.
 * With `mutants` only those.
 *
 * @throws UnknownName for a mutant none of the labs has
 */
export function planRuns(entries: readonly LabEntry[], mutants: readonly string[], repeat: number): VerifyRun[] {
  const known = entries.flatMap((entry) => entry.mutants.map(({ name }) => name));
  const unknown = mutants.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UnknownName('mutant', unknown, known);
  const nothing = new Set<string>();
  const runs = entries.flatMap((entry): Omit<VerifyRun, 'round'>[] => {
    const honest: Omit<VerifyRun, 'round'>[] = [
      { entry, source: { kind: 'reference' }, label: 'reference', mustFail: nothing, mayFail: nothing },
      ...entry.variants.map(({ name }) => {
        return {
          entry,
          source: { kind: 'variant', name },
          label: `variant ${name}`,
          mustFail: nothing,
          mayFail: nothing,
        } as const;
      }),
    ];
    const wrong = entry.mutants
      .filter(({ name }) => mutants.length === 0 || mutants.includes(name))
      .map(({ name, fails, mayFail }) => {
        const source = { kind: 'mutant', name } as const;
        return { entry, source, label: `mutant ${name}`, mustFail: new Set(fails), mayFail: new Set(mayFail) };
      });
    return mutants.length === 0 ? [...honest, ...wrong] : wrong;
  });
  return Array.from({ length: repeat }, (_, index) => runs.map((run) => ({ ...run, round: index + 1 }))).flat();
}

/**
 * The same runs, one of each lab in turn: a lab that mostly waits for time-outs then stands beside one that keeps the
 * processors busy.
 */
export function inTurns(runs: readonly VerifyRun[]): VerifyRun[] {
  const places = new Map<LabEntry, number>();
  const placed = runs.map((run) => {
    const place = places.get(run.entry) ?? 0;
    places.set(run.entry, place + 1);
    return { run, place };
  });
  return placed.toSorted((a, b) => a.place - b.place).map(({ run }) => run);
}

/** What is wrong with the tables themselves, before anything runs. Sentences for the lab's author. */
export function authorErrors(entries: readonly LabEntry[]): string[] {
  return entries.flatMap(({ id, lab, mutants }) => {
    const file = `labs/${id}/mutants.ts`;
    const slugs = new Set(lab.checks.map(({ slug }) => slug));
    const names = mutants.map(({ name }) => name);
    const errors: string[] = [];
    for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
      errors.push(`${file}: two mutants are called "${name}"`);
    }
    for (const { name, fails, mayFail = [] } of mutants) {
      if (fails.length === 0) errors.push(`${file}: mutant "${name}" names no check that must fail`);
      for (const slug of [...fails, ...mayFail].filter((slug) => !slugs.has(slug))) {
        errors.push(`${file}: mutant "${name}" names the check "${slug}", which ${id} does not have`);
      }
      for (const slug of fails.filter((slug) => mayFail.includes(slug))) {
        errors.push(`${file}: mutant "${name}" says of "${slug}" both that it must fail and that it may`);
      }
    }
    for (const slug of slugs) {
      if (mutants.some(({ fails }) => fails.includes(slug))) continue;
      errors.push(`${file}: no mutant must fail "${slug}": a check that nothing is known to fail proves nothing`);
    }
    return errors;
  });
}
