import {
  type Database,
  PlatformError,
  type Row,
  type RowFault,
  type RowFaultOptions,
  type Session,
} from '../lab/index.ts';
import type { PostgresServer } from './postgres.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { plantRowFault } from './row-fault.ts';
import { normaliseDump } from './schema-dump.ts';

/** One database of the stack. Queries run on one connection of the grader's own, opened at first use and again after a fault. */
export class PostgresDatabase implements Database {
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly #server: PostgresServer;
  #opening: Promise<PostgresConnection> | undefined;

  constructor(server: PostgresServer, name: string, user: string, password: string) {
    this.#server = server;
    this.name = name;
    this.user = user;
    this.password = password;
  }

  get url(): string {
    return this.urlAt(this.#server.host);
  }

  /** The same database through another of the server's names. */
  urlAt(host: string): string {
    return `postgres://${this.user}:${this.password}@${host}:5432/${this.name}`;
  }

  async query<R extends Row = Row>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    const open = await this.#opening?.catch(() => undefined);
    if (!open || open.lost) this.#opening = this.#server.connect(this.name);
    return (await (await this.#opening!).query(sql, values)).rows as R[];
  }

  async session(): Promise<Session> {
    const connection = await this.#server.connect(this.name);
    return {
      query: async <R extends Row = Row>(sql: string, values: readonly unknown[] = []) =>
        (await connection.query(sql, values)).rows as R[],
      [Symbol.asyncDispose]: async () => connection.close(),
    };
  }

  rowFault(options: RowFaultOptions): Promise<RowFault> {
    return plantRowFault(this, options);
  }

  async dumpSchema({ exclude = [] }: { exclude?: readonly string[] } = {}): Promise<string> {
    const command = ['pg_dump', '-U', 'postgres', '--schema-only', '--no-owner', '--no-privileges'];
    const tables = exclude.map((table) => `--exclude-table=${table}`);
    const { exitCode, stdout, stderr } = await this.#server.container.run([...command, ...tables, this.name]);
    if (exitCode !== 0) throw new PlatformError('pg_dump', `pg_dump ended with ${exitCode}: ${stderr.trim()}`);
    return normaliseDump(stdout);
  }

  /** Closes the grader's own connection; the next query opens another. */
  disconnect(): void {
    this.#opening?.then(
      (connection) => connection.close(),
      () => undefined,
    );
    this.#opening = undefined;
  }
}
