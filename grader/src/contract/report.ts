import { z } from 'zod';
import { localizableSchema } from './text.ts';
import { verdictSchema } from './verdict.ts';

/** Raised in this one place whenever a field of the report changes its meaning or goes away. */
export const reportVersion = 1;

export const phaseNames = ['prepare', 'build', 'stack', 'migrate', 'start', 'checks', 'release'] as const;
export const phaseNameSchema = z.enum(phaseNames);
export type PhaseName = z.infer<typeof phaseNameSchema>;

export const phaseSchema = z.object({
  name: phaseNameSchema,
  startedMs: z.number().describe('Milliseconds from the start of the attempt'),
  durationMs: z.number().describe('Milliseconds'),
  outcome: z.enum(['done', 'failed', 'skipped']),
});
export type Phase = z.infer<typeof phaseSchema>;

export const sourceSchema = z.object({
  kind: z.enum(['folder', 'reference', 'mutant', 'variant']),
  name: z.string().describe('Folder as the user named it, or the name of the reference, mutant or variant'),
  digest: z
    .string()
    .describe('SHA-256 of the graded files (paths, modes, contents); empty when they were refused before reading'),
});
export type Source = z.infer<typeof sourceSchema>;

/**
 * The one shape of the report in two dresses: with every language in it (as recorded and sent over the event stream) and
 * with plain strings in one language (as printed by `--format json`).
 */
function shapes<T extends z.ZodType>(words: T) {
  const evidence = {
    code: z.string().describe('Stable name of what went wrong, as the lab lists it'),
    message: words.describe('What went wrong, in a sentence'),
    expected: words.nullable(),
    received: words.nullable(),
    hint: words.nullable().describe('One thing to look at next'),
    command: z.string().nullable().describe('A command that shows the same to the reader'),
    log: z.array(z.string()).describe("The service's own last lines, where they help"),
  };
  const check = z.object({
    id: z.string().describe('track/lab.check'),
    title: words,
    verdict: verdictSchema,
    durationMs: z.number(),
    deadlineMs: z.number(),
    hidden: z.boolean().describe('Evidence is shown from the second failure on'),
    code: z.string().nullable(),
    message: words.nullable(),
    expected: words.nullable(),
    received: words.nullable(),
    hint: words.nullable(),
    command: z.string().nullable(),
    lesson: z.string().nullable().describe('track/lesson#section that teaches it'),
    log: z.array(z.string()),
  });
  const attempt = z.object({
    id: z.string(),
    lab: z.string().describe('track/lab'),
    title: words,
    verdict: verdictSchema,
    seed: z.number().int().describe('Replays the same values: orkestr grade --seed'),
    source: sourceSchema,
    startedAt: z.string().describe('RFC 3339, UTC'),
    durationMs: z.number(),
    problem: z.object(evidence).nullable().describe('Why nothing was checked: ungradable or errored'),
    phases: z.array(phaseSchema),
    checks: z.array(check),
  });
  const report = z.object({
    version: z.literal(reportVersion),
    verdict: verdictSchema,
    language: z.string().optional(),
    attempts: z.array(attempt),
  });
  return { evidence: z.object(evidence), check, attempt, report };
}

const recorded = shapes(localizableSchema);
export const evidenceSchema = recorded.evidence;
export const checkResultSchema = recorded.check;
export const attemptSchema = recorded.attempt;
export type Evidence = z.infer<typeof evidenceSchema>;
export type CheckResult = z.infer<typeof checkResultSchema>;
export type Attempt = z.infer<typeof attemptSchema>;

const printed = shapes(z.string());
/** What `orkestr grade --format json` prints; exported as JSON Schema to docs/report.schema.json. */
export const reportSchema = printed.report;
export type Report = z.infer<typeof reportSchema>;
export type PrintedAttempt = z.infer<typeof printed.attempt>;
export type PrintedCheck = z.infer<typeof printed.check>;
