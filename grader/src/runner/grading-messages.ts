import type { GradeEvent, RequestedSource } from '../contract/index.ts';

/** What the server says to a process that grades: first what to grade, later perhaps to stop. */
export type GradingOrder =
  | { type: 'grade'; lab: string; source: RequestedSource; attemptId: string; seed: number }
  | { type: 'cancel' };

/** What that process says: one event after the other. */
export interface GradingAnswer {
  event: GradeEvent;
}
