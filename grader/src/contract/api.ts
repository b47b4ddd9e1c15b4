import { z } from 'zod';
import type { GradeEvent } from './events.ts';
import { attemptSchema } from './report.ts';
import { localizableSchema, textSchema } from './text.ts';
import { verdictSchema } from './verdict.ts';

/** How every error of the API looks. `code` is stable, `error` is for people, `details` names the fields. */
export const apiErrorSchema = z.object({
  error: z.string(),
  code: z.string(),
  details: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type ApiError = z.infer<typeof apiErrorSchema>;

/** Id of an attempt: it is part of addresses and of names in Docker, so its letters are few. */
export const attemptIdSchema = z.string().regex(/^[a-z0-9]{6,32}$/, 'must be 6 to 32 lower-case letters and digits');

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[a-z0-9/-]+$/, 'must be lower-case letters, digits and hyphens');

/** What may be graded over HTTP: what the course itself ships. A folder of the machine never. */
export const requestedSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reference') }),
  z.strictObject({ kind: z.literal('mutant'), name }),
]);
export type RequestedSource = z.infer<typeof requestedSourceSchema>;

/** Body of `POST /api/attempts`. */
export const attemptRequestSchema = z.strictObject({
  lab: name.describe('track/lab, or the bare slug where only one lab has it'),
  source: requestedSourceSchema,
  seed: z.number().int().min(0).max(2_147_483_647).optional().describe('Replays the same values; drawn when left out'),
});
export type AttemptRequest = z.infer<typeof attemptRequestSchema>;

/** Answer to `POST /api/attempts`, given when the attempt can no longer be lost. */
export const attemptAcceptedSchema = z.object({
  id: attemptIdSchema,
  position: z.number().int().describe('Place in the queue; 1 is the next to be taken'),
});
export type AttemptAccepted = z.infer<typeof attemptAcceptedSchema>;

export const attemptStatusSchema = z.enum(['queued', 'running', 'ended']);
export type AttemptStatus = z.infer<typeof attemptStatusSchema>;

/** An attempt as lists show it. Times are RFC 3339, UTC. */
export const attemptSummarySchema = z.object({
  id: attemptIdSchema,
  lab: z.string().describe('track/lab'),
  source: requestedSourceSchema,
  seed: z.number().int(),
  status: attemptStatusSchema,
  position: z.number().int().nullable().describe('Place in the queue while it waits; 1 is the next to be taken'),
  verdict: verdictSchema.nullable().describe('Once it has ended'),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type AttemptSummary = z.infer<typeof attemptSummarySchema>;

/** Answer to `GET /api/attempts/{id}`: the summary, and the report once it has ended. */
export const attemptRecordSchema = attemptSummarySchema.extend({ attempt: attemptSchema.nullable() });
export type AttemptRecord = z.infer<typeof attemptRecordSchema>;

export const attemptQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  lab: name.optional(),
});

/** Answer to `GET /api/attempts`, newest first. */
export const attemptListSchema = z.object({ items: z.array(attemptSummarySchema) });
export type AttemptList = z.infer<typeof attemptListSchema>;

/** A lab as its page shows it before the first try. Hidden checks are named like all others. */
export const labViewSchema = z.object({
  id: z.string().describe('track/lab'),
  track: z.string(),
  slug: z.string(),
  title: textSchema,
  summary: textSchema,
  deliver: z.array(textSchema),
  minutes: z.number(),
  needs: z.array(z.string()),
  lesson: z.string().describe('Slug of the lesson that teaches it'),
  checks: z.array(
    z.object({
      id: z.string().describe('track/lab.check'),
      title: textSchema,
      property: textSchema,
      deadlineMs: z.number(),
      hidden: z.boolean(),
    }),
  ),
  mutants: z.array(z.object({ name: z.string(), mistake: textSchema, fails: z.array(z.string()) })),
});
export type LabView = z.infer<typeof labViewSchema>;

/** Answer to `GET /api/labs`, in teaching order. */
export const labListSchema = z.object({ items: z.array(labViewSchema) });
export type LabList = z.infer<typeof labListSchema>;

/** What this machine can grade with, as the doctor sees it. */
export const gradingMeansSchema = z.object({
  docker: z.object({
    available: z.boolean(),
    version: z.string().nullable(),
    problem: localizableSchema.nullable().describe('Why labs cannot run here, and what mends it'),
  }),
  images: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['ready', 'building', 'missing', 'failed']),
      progress: z.number().min(0).max(1).nullable().describe('Share that is done, while it is being built'),
      step: localizableSchema.nullable().describe('What is being done now, or what went wrong'),
    }),
  ),
});
export type GradingMeans = z.infer<typeof gradingMeansSchema>;

/** Answer to `GET /api/platform`. */
export const platformSchema = gradingMeansSchema.extend({
  version: z.string(),
  canGrade: z.boolean().describe('Docker is there and every image is ready'),
  queue: z.object({ waiting: z.number().int(), running: z.number().int(), limit: z.number().int() }),
});
export type Platform = z.infer<typeof platformSchema>;

/** Can an attempt be run with these means now? */
export function canGrade(means: GradingMeans): boolean {
  return means.docker.available && means.images.every((image) => image.state === 'ready');
}

/**
 * One message of `GET /api/attempts/{id}/events`: `sequence` is its SSE id. `Last-Event-ID`, or `?after=` for a first
 * connection, asks for what came after it.
 */
export interface NumberedEvent {
  sequence: number;
  event: GradeEvent;
}

/** What server-rendered pages are handed as `locals.orkestr`: the API without a detour over the network. */
export interface SiteAccess {
  /** `undefined`: there is no such attempt. */
  attempt(id: string): Promise<AttemptRecord | undefined>;
  /** What has happened so far, as the event stream of the attempt sends it. */
  events(id: string): Promise<readonly NumberedEvent[]>;
  /** Newest first. */
  attempts(limit: number): Promise<AttemptSummary[]>;
  labs(): LabView[];
  platform(): Promise<Platform>;
}
