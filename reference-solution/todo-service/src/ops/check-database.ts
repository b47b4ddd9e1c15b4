import type { Database } from '../database/database.ts';
import { SCHEMA_VERSION } from '../schema-version.ts';

export type Health = 'healthy' | 'unhealthy';

/** What /ready and /health know of the database. `problem` is for the log alone: it may name host and user. */
export interface DatabaseCheck {
  database: Health;
  migrations: Health;
  problem?: unknown;
}

const LIMIT_MS = 2_000;

/** Asks the database, now and every time: an old answer is no answer. Never throws, never takes longer than 2 s. */
export async function checkDatabase(database: Database): Promise<DatabaseCheck> {
  try {
    // #region ask-database
    const rows = await database.query<SchemaRow>('SELECT version, dirty FROM schema_migrations', [], LIMIT_MS);
    // #endregion ask-database
    if (isUsable(rows[0])) return { database: 'healthy', migrations: 'healthy' };
    return { database: 'healthy', migrations: 'unhealthy', problem: 'the schema is older than this code' };
  } catch (problem) {
    // No table, so nothing was ever migrated; but PostgreSQL itself did answer.
    const isMissingTable = problem instanceof Error && 'code' in problem && problem.code === '42P01';
    return { database: isMissingTable ? 'healthy' : 'unhealthy', migrations: 'unhealthy', problem };
  }
}

interface SchemaRow {
  /** BIGINT comes as text. */
  version: string;
  dirty: boolean;
}

function isUsable(row: SchemaRow | undefined): boolean {
  if (!row) return false;
  const version = Number(row.version);
  // #region schema-usable
  // Dirty and newer is a migration of the next release under way. It must not empty the load balancer.
  return version > SCHEMA_VERSION || (version === SCHEMA_VERSION && !row.dirty);
  // #endregion schema-usable
}
