import pg from 'pg';
import type { Config } from '../config.ts';
import { describeError, type Log } from '../log.ts';
import { DatabaseUnavailable, isAboutStatement } from './unavailable.ts';

/** Sends one statement and returns its rows. */
export type Query = <Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

// PostgreSQL itself ends a statement at DB_TIMEOUT_MS. We wait this much longer for it to say so: then the connection
// survives. Only a database that says nothing at all costs a connection.
const GRACE_MS = 200;

/** The service's way to PostgreSQL. No call takes longer than its limit, whatever has happened to the database. */
export class Database {
  readonly #pool: pg.Pool;
  readonly #limitMs: number;

  constructor(config: Config, log: Log) {
    this.#limitMs = config.databaseTimeoutMs + GRACE_MS;
    // #region pool
    // One pool for the whole process. Nothing is connected here: the service starts without a database, too.
    this.#pool = new pg.Pool({
      connectionString: config.databaseUrl,
      max: config.databaseConnections,
      connectionTimeoutMillis: config.databaseTimeoutMs,
      statement_timeout: config.databaseTimeoutMs,
      // Kept for ever: the next peak would have to open them again.
      idleTimeoutMillis: 0,
      application_name: 'todo-service',
    });
    // #endregion pool
    // A connection that breaks must not end the process. One in use tells its query; an idle one tells the pool.
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.#pool.on('error', (error) => log.warn(describeError(error), 'idle database connection lost'));
  }

  /** One statement, a transaction of its own. @throws DatabaseUnavailable */
  async query<Row extends pg.QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
    limitMs = this.#limitMs,
  ): Promise<Row[]> {
    return this.#withConnection((query) => query<Row>(sql, values), limitMs);
  }

  /** All statements of `work` or none: rolled back when it throws. @throws DatabaseUnavailable */
  async transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#withConnection(async (query) => {
      await query('BEGIN');
      try {
        const result = await work(query);
        await query('COMMIT');
        return result;
      } catch (error) {
        // Fails only on a lost connection, and then PostgreSQL rolls back by itself.
        await query('ROLLBACK').catch(() => {});
        throw error;
      }
    }, this.#limitMs);
  }

  /** How many connections there are now, for /metrics. */
  get connections(): { idle: number; inUse: number; max: number } {
    const { idleCount, totalCount, options } = this.#pool;
    return { idle: idleCount, inUse: totalCount - idleCount, max: options.max };
  }

  /** Closes the idle connections; those in use when they come back. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  // #region deadline
  /** `work` with a connection of the pool. At the limit the connection is cut, which fails whatever waits on it. */
  async #withConnection<Result>(work: (query: Query) => Promise<Result>, limitMs: number): Promise<Result> {
    const startedAt = performance.now();
    const client = await this.#connect(limitMs);
    let cut = false;
    const timer = setTimeout(
      () => {
        cut = true;
        client.release(true);
      },
      limitMs - (performance.now() - startedAt),
    );
    const query: Query = async (sql, values = []) => {
      try {
        return (await client.query(sql, [...values])).rows;
      } catch (error) {
        throw isAboutStatement(error) ? error : new DatabaseUnavailable(error);
      }
    };
    try {
      return await work(query);
    } finally {
      clearTimeout(timer);
      if (!cut) client.release();
    }
  }
  // #endregion deadline

  async #connect(limitMs: number): Promise<pg.PoolClient> {
    const connecting = this.#pool.connect();
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('no connection in time')), limitMs);
    try {
      return await Promise.race([connecting, tooLate]);
    } catch (error) {
      // Nobody waits for it any more: if it comes after all, back into the pool with it.
      connecting.then((client) => client.release()).catch(() => {});
      throw new DatabaseUnavailable(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
