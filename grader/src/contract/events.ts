import { z } from 'zod';
import { attemptSchema, checkResultSchema, phaseNameSchema, sourceSchema } from './report.ts';
import { localizableSchema } from './text.ts';

/** Milliseconds since the attempt began: one clock for faults, requests, and the service's own log. */
const at = z.number();

/** What is known of a check before it ran. */
export const plannedCheckSchema = z.object({
  id: z.string(),
  title: localizableSchema,
  deadlineMs: z.number(),
  hidden: z.boolean(),
});

/**
 * One step of an attempt. The terminal, the page, and the recorded transcript are readers of this one stream; the last
 * event is always `attempt-ended`.
 */
export const gradeEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('attempt-started'),
    at,
    attempt: z.object({
      id: z.string(),
      lab: z.string(),
      title: localizableSchema,
      seed: z.number().int(),
      source: sourceSchema,
      startedAt: z.string(),
      checks: z.array(plannedCheckSchema),
    }),
  }),
  z.object({ type: z.literal('phase-started'), at, phase: phaseNameSchema }),
  z.object({
    type: z.literal('phase-ended'),
    at,
    phase: phaseNameSchema,
    durationMs: z.number(),
    outcome: z.enum(['done', 'failed', 'skipped']),
  }),
  z.object({
    type: z.literal('line'),
    at,
    /** Who speaks: `grader`, `build`, `migrate`, a service's name, or a dependency's. */
    speaker: z.string(),
    /** `request` and `answer` are the grader's own HTTP calls, `log` is output of a container, `note` explains a step. */
    kind: z.enum(['request', 'answer', 'log', 'note']),
    text: localizableSchema,
    check: z.string().nullable(),
  }),
  z.object({ type: z.literal('check-started'), at, check: z.string(), deadlineMs: z.number() }),
  z.object({
    type: z.literal('fault'),
    at,
    check: z.string().nullable(),
    target: z.string(),
    kind: z.enum(['stop', 'kill', 'pause', 'disconnect']),
    state: z.enum(['applied', 'lifted']),
  }),
  z.object({ type: z.literal('check-ended'), at, result: checkResultSchema }),
  z.object({ type: z.literal('attempt-ended'), at, attempt: attemptSchema }),
]);
export type GradeEvent = z.infer<typeof gradeEventSchema>;
export type PlannedCheck = z.infer<typeof plannedCheckSchema>;
