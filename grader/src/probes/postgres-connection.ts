import { Socket } from 'node:net';
import pg from 'pg';

/** A connection of the grader's own to a stack's server, as its superuser. */
export interface PostgresConnection {
  query: (sql: string, values?: readonly unknown[]) => Promise<pg.QueryResult>;
  /** It was cut, by a fault or by the server; no query will come through. */
  readonly lost: boolean;
  /** Says goodbye without waiting for an answer: the other side may be frozen or gone. */
  close: () => void;
}

const limits = { connectMs: 5_000, statementMs: 30_000, lockMs: 20_000, answerMs: 35_000 };

/** Opens one. @throws what the driver throws when there is no answer within 5 s */
export async function connectPostgres(options: {
  host: string;
  port: number;
  database: string;
  password: string;
}): Promise<PostgresConnection> {
  const socket = new Socket();
  const client = new pg.Client({
    ...options,
    user: 'postgres',
    application_name: 'orkestr-grader',
    stream: () => socket,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    lock_timeout: limits.lockMs,
    query_timeout: limits.answerMs,
  });
  let lost = false;
  client.on('error', () => {
    lost = true;
  });
  client.on('end', () => {
    lost = true;
  });
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    query: (sql, values = []) => client.query(sql, [...values]),
    get lost() {
      return lost;
    },
    close: () => {
      lost = true;
      client.end().catch(() => undefined);
      socket.destroySoon();
    },
  };
}
