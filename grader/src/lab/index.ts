export {
  findLab,
  type LabEntry,
  loadCatalogue,
  loadCourse,
  repositoryRoot,
  type Variant,
} from './catalogue.ts';
export type * from './context.ts';
export {
  type Check,
  type Dependency,
  defineCheck,
  defineLab,
  defineMutants,
  type Edit,
  type Lab,
  type Mutant,
} from './define.ts';
export { CheckFailure, type FailureEvidence, type FailureText, PlatformError, Ungradable } from './failure.ts';
export type * from './metrics-snapshot.ts';
export { applyEdit, EditError, plantMutant } from './mutate.ts';
export { nearest, UnknownName } from './nearest.ts';
export { type Clock, type PollOptions, type PollResult, poll, systemClock } from './poll.ts';
export { Random } from './random.ts';
export { labView } from './view.ts';
