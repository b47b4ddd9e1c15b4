import type { Selectable } from 'kysely';
import type { Attempt, AttemptRecord, AttemptSummary, RequestedSource } from '../contract/index.ts';
import type { AttemptsTable } from './schema.ts';

type AttemptRow = Selectable<AttemptsTable>;
/** Lists leave the reports where they are. */
type SummaryRow = Pick<AttemptRow, (typeof summaryColumns)[number]>;

/** All columns but the report. */
export const summaryColumns = [
  'number',
  'id',
  'lab',
  'source_kind',
  'source_name',
  'seed',
  'status',
  'verdict',
  'created_at',
  'started_at',
  'ended_at',
  'run',
  'starts',
] as const;

/** The source a row names. */
export function toSource(row: Pick<AttemptRow, 'source_kind' | 'source_name'>): RequestedSource {
  return row.source_kind === 'mutant' ? { kind: 'mutant', name: row.source_name } : { kind: 'reference' };
}

/** A row as lists show it. */
export function toSummary(row: SummaryRow, position: number | null): AttemptSummary {
  return {
    id: row.id,
    lab: row.lab,
    source: toSource(row),
    seed: row.seed,
    status: row.status,
    position,
    verdict: row.verdict,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

/** A row with its report. */
export function toRecord(row: AttemptRow, position: number | null): AttemptRecord {
  return { ...toSummary(row, position), attempt: row.record === null ? null : (JSON.parse(row.record) as Attempt) };
}
