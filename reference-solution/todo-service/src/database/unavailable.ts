import pg from 'pg';

/** There was no connection, or no answer in time. Becomes 503: the client may try again. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable';

  /** @param cause what the driver said: for the log only, it may name host and user */
  constructor(cause: unknown) {
    super('database unavailable', { cause });
  }
}

// Classes of SQLSTATE in which PostgreSQL speaks of itself and not of our statement:
// 08 connection, 53 out of resources, 57 cancelled by a timeout or shutting down.
const ABOUT_THE_SERVER = /^(08|53|57)/;

/**
 * Whether PostgreSQL rejected the statement itself: our own mistake, 500. Anything else that the driver throws (refused,
 * reset, timed out) means that the database cannot be used now.
 */
export function isAboutStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !ABOUT_THE_SERVER.test(error.code ?? '');
}
