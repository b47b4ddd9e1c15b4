import type { RequestedSource } from '../contract/index.ts';
import { findLab, type LabEntry } from '../lab/catalogue.ts';
import { UnknownName } from '../lab/nearest.ts';
import { ApiProblem } from './api-problem.ts';

/** The lab somebody names. @throws ApiProblem 404 with the nearest one */
export function knownLab(catalogue: readonly LabEntry[], name: string): LabEntry {
  try {
    return findLab(catalogue, name);
  } catch (error) {
    if (!(error instanceof UnknownName)) throw error;
    throw new ApiProblem(404, 'unknown_lab', error.message);
  }
}

/** The source somebody names, which is the course's own. @throws ApiProblem 404 with the nearest mutant */
export function knownSource(lab: LabEntry, source: RequestedSource): RequestedSource {
  if (source.kind === 'reference' || lab.mutants.some(({ name }) => name === source.name)) return source;
  const known = lab.mutants.map(({ name }) => name);
  throw new ApiProblem(404, 'unknown_mutant', new UnknownName(`mutant of ${lab.id}`, source.name, known).message);
}
