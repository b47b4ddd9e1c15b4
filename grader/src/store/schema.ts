import type { Generated } from 'kysely';
import type { AttemptStatus, Verdict } from '../contract/index.ts';

/** Attempts, in the order they were asked for. Times are RFC 3339 texts; the lease ends at a time in milliseconds. */
export interface AttemptsTable {
  number: Generated<number>;
  id: string;
  lab: string;
  source_kind: 'reference' | 'mutant';
  source_name: string;
  seed: number;
  status: AttemptStatus;
  verdict: Verdict | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  lease_owner: string | null;
  lease_until_ms: number | null;
  /** The fencing token: grows whenever somebody takes the attempt, so that who had it before is known by a smaller one. */
  run: Generated<number>;
  /** How often it was begun without an orderly end. */
  starts: Generated<number>;
  /** The report as JSON, once ended. */
  record: string | null;
}

/** What happened in the newest run of an attempt, as JSON, numbered from 1. */
interface EventsTable {
  attempt_id: string;
  seq: number;
  json: string;
}

interface MigrationsTable {
  version: number;
  name: string;
  applied_at: string;
}

export interface Schema {
  attempts: AttemptsTable;
  events: EventsTable;
  schema_migrations: MigrationsTable;
}
