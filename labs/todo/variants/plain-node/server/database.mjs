import pg from 'pg';

/** The database did not answer in time, or not at all. */
export class DatabaseAway extends Error {}

/** The newest file of `migrations` that this code relies on. */
const neededSchema = 3;

/**
 * The one pool of the process. `work(fn)` lends a session for at most `limitMs`, waiting for it included;
 * `transaction(fn)` does the same between BEGIN and COMMIT. What `fn` gets is `query(text, values)`, which gives rows.
 */
export function openDatabase({ settings, numbers, log }) {
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    max: settings.maxConnections,
    connectionTimeoutMillis: settings.databaseTimeoutMs,
    statement_timeout: settings.databaseTimeoutMs,
    application_name: 'todo-plain-node',
  });
  pool.on('error', (error) => log('warn', 'an idle session was lost', { error: nameOf(error) }));
  // A session that is lent out tells its query; without a listener it would also end the process.
  pool.on('connect', (session) => session.on('error', () => {}));

  async function lend(limitMs) {
    const session = pool.connect();
    const timer = Promise.withResolvers();
    const handle = setTimeout(() => timer.reject(new DatabaseAway('no session in time')), limitMs);
    try {
      return await Promise.race([session, timer.promise]);
    } catch (error) {
      // It may still come; nobody waits for it any more.
      session.then((late) => late.release()).catch(() => {});
      throw error instanceof DatabaseAway ? error : new DatabaseAway(nameOf(error), { cause: error });
    } finally {
      clearTimeout(handle);
    }
  }

  async function work(fn, limitMs = settings.databaseTimeoutMs) {
    const endsAt = performance.now() + limitMs;
    const session = await lend(limitMs);
    const query = async (text, values) => {
      numbers.statement();
      const left = Math.max(1, Math.ceil(endsAt - performance.now()));
      const { rows } = await session.query({ text, values, query_timeout: left });
      return rows;
    };
    let broken = false;
    try {
      return await fn(query);
    } catch (error) {
      broken = isAway(error);
      throw broken ? new DatabaseAway(nameOf(error), { cause: error }) : error;
    } finally {
      session.release(broken);
    }
  }

  function transaction(fn) {
    return work(async (query) => {
      await query('BEGIN');
      try {
        const result = await fn(query);
        await query('COMMIT');
        return result;
      } catch (error) {
        if (!isAway(error)) await query('ROLLBACK');
        throw error;
      }
    });
  }

  /** Both words of `/ready`. Several who ask at once share one look. */
  let look;
  function state() {
    look ??= lookAtSchema(work).finally(() => {
      look = undefined;
    });
    return look;
  }

  return {
    work,
    transaction,
    state,
    load: () => ({
      max: settings.maxConnections,
      idle: pool.idleCount,
      inUse: pool.totalCount - pool.idleCount,
    }),
    close: () => pool.end(),
  };
}

async function lookAtSchema(work) {
  try {
    const [row] = await work((query) => query('SELECT version::float8 AS version, dirty FROM schema_migrations'), 2000);
    const fits = row !== undefined && (row.version > neededSchema || (row.version === neededSchema && !row.dirty));
    return { database: 'healthy', migrations: fits ? 'healthy' : 'unhealthy' };
  } catch (error) {
    // No such table: the database answers, and nobody has migrated it.
    if (error.code === '42P01') return { database: 'healthy', migrations: 'unhealthy' };
    return { database: 'unhealthy', migrations: 'unhealthy' };
  }
}

function isAway(error) {
  if (error instanceof pg.DatabaseError) return /^(08|53|57)/.test(error.code ?? '');
  if (typeof error.code === 'string') return /^E(?!RR_)[A-Z_]+$/.test(error.code);
  return error.constructor === Error && /timeout|terminated|not queryable|connection/i.test(error.message ?? '');
}

/** What may be logged of a database error: its class, not its text, which could carry values and hosts. */
function nameOf(error) {
  return `${error.name ?? 'Error'}${error.code ? ` ${error.code}` : ''}`;
}
