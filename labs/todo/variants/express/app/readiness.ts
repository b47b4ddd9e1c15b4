import type { Logger } from './logger.ts';
import type { Pool } from './pool.ts';

/** What of the schema this code relies on; the files after it serve others. */
const neededVersion = 1;
const everyMs = 500;
const limitMs = 2000;

type Word = 'healthy' | 'unhealthy';

/** Asks the database again and again in the background, so that whoever asks gets the last answer at once. */
export class Readiness {
  checks: { migrations: Word; database: Word } = { migrations: 'unhealthy', database: 'unhealthy' };
  draining = false;
  readonly #pool: Pool;
  readonly #log: Logger;

  constructor(pool: Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
    void this.#watch();
  }

  /** Are both fine? Says nothing about draining. */
  get fine() {
    return this.checks.database === 'healthy' && this.checks.migrations === 'healthy';
  }

  async #watch() {
    const checks = await this.#look();
    if (checks.database !== this.checks.database || checks.migrations !== this.checks.migrations) {
      this.#log(this.fine ? 'WARN' : 'INFO', 'readiness changed', checks);
    }
    this.checks = checks;
    setTimeout(() => void this.#watch(), everyMs).unref();
  }

  async #look(): Promise<Readiness['checks']> {
    try {
      const rows = await this.#pool.run(
        (sql) => sql<{ version: number; dirty: boolean }[]>`select version, dirty from schema_migrations`,
        { limitMs, urgent: true },
      );
      const [row] = rows;
      const fits = row && (row.version > neededVersion || (row.version === neededVersion && !row.dirty));
      return { migrations: fits ? 'healthy' : 'unhealthy', database: 'healthy' };
    } catch (error) {
      const answered = error instanceof Error && 'code' in error && error.code === '42P01';
      return { migrations: 'unhealthy', database: answered ? 'healthy' : 'unhealthy' };
    }
  }
}
