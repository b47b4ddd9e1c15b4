import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Database, type DatabaseOptions, type Faults, PlatformError, type Postgres, poll } from '../lab/index.ts';
import type { Container } from '../stack/container.ts';
import { connectPostgres, type PostgresConnection } from './postgres-connection.ts';
import { PostgresDatabase } from './postgres-database.ts';

/** How the learner's side reaches the server, and what it is called there. */
export const learnerDatabase = { host: 'postgres', port: 5432, user: 'todouser', name: 'tododb' };

/** Measured on a fresh server without fsync: 20 to 50 ms, where the default, which logs each page, takes up to 290 ms. */
const strategy = 'STRATEGY FILE_COPY';
const template = 'orkestr_template';
/** SQLSTATE of a database that somebody is connected to. */
const objectInUse = '55006';

export interface PostgresOptions {
  container: Container;
  faults: Faults;
  /** Password of the server's own superuser, known to nobody but the grader. */
  superPassword: string;
  aliasHost: string;
  signal: AbortSignal;
}

/** The PostgreSQL server of a stack, seen as its superuser. */
export class PostgresServer implements Postgres, AsyncDisposable {
  readonly host = learnerDatabase.host;
  readonly aliasHost: string;
  readonly faults: Faults;
  readonly container: Container;
  readonly #superPassword: string;
  readonly #signal: AbortSignal;
  readonly #databases: PostgresDatabase[] = [];
  readonly #roles = new Set<string>();
  #count = 0;
  #template: string | undefined;
  #migrate: ((database: Database) => Promise<unknown>) | undefined;

  constructor(options: PostgresOptions) {
    this.container = options.container;
    this.faults = options.faults;
    this.aliasHost = options.aliasHost;
    this.#superPassword = options.superPassword;
    this.#signal = options.signal;
  }

  logs() {
    return this.container.lines;
  }

  /** One new connection as superuser. @throws what the driver throws */
  async connect(database: string): Promise<PostgresConnection> {
    const endpoint = await this.container.endpoint(learnerDatabase.port);
    return connectPostgres({ ...endpoint, database, password: this.#superPassword });
  }

  /**
   * Resolves when it takes connections and answers; connections from before are given up, since a fault may have cut them
   * without a word.
   *
   * @throws PlatformError when it does not within 30 s
   */
  async answering(): Promise<void> {
    this.#closeConnections();
    const look = async () => {
      try {
        const connection = await this.connect('postgres');
        await connection.query('SELECT 1').finally(connection.close);
        return undefined;
      } catch (error) {
        return error as Error;
      }
    };
    const { met, last } = await poll(look, {
      until: (error) => error === undefined,
      deadlineMs: 30_000,
      everyMs: 20,
      signal: this.#signal,
    });
    if (!met) throw new PlatformError('postgres', `PostgreSQL does not answer: ${last?.message}`, { cause: last });
  }

  #closeConnections(): void {
    for (const database of this.#databases) database.disconnect();
    this.#adminConnection?.close();
    this.#adminConnection = undefined;
  }

  /** The attempt's own database, under the name that the contract gives it. */
  createNamed(name: string): Promise<PostgresDatabase> {
    return this.#create(name, {}, undefined);
  }

  /**
   * Keeps a copy of `database` as it is now, to clone migrated ones from. Where somebody is connected to it already none can
   * be made: then `migrate` fills each migrated database anew, which takes longer and comes to the same.
   */
  async keepTemplate(database: PostgresDatabase, migrate: (database: Database) => Promise<unknown>): Promise<void> {
    database.disconnect();
    this.#migrate = migrate;
    const copy = `CREATE DATABASE ${template} TEMPLATE "${database.name}" OWNER "${database.user}" ${strategy}`;
    this.#template = await this.#admin(copy).then(
      () => template,
      (error: PlatformError) => {
        if ((error.cause as { code?: string }).code === objectInUse) return undefined;
        throw error;
      },
    );
  }

  async createDatabase(options: DatabaseOptions = {}): Promise<Database> {
    this.#count++;
    const name = `${learnerDatabase.name}_${this.#count}_${randomBytes(3).toString('hex')}`;
    const database = await this.#create(name, options, options.migrated ? this.#template : undefined);
    if (options.migrated && !this.#template) await this.#migrate?.(database);
    return database;
  }

  async #create(name: string, { owner }: DatabaseOptions, source: string | undefined): Promise<PostgresDatabase> {
    const user = owner?.user ?? learnerDatabase.user;
    const password = owner?.password ?? this.#learnerPassword;
    if (!this.#roles.has(user)) {
      await this.#admin(`CREATE ROLE ${pg.escapeIdentifier(user)} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
      this.#roles.add(user);
    }
    const identifier = pg.escapeIdentifier(name);
    const from = source ? ` TEMPLATE ${pg.escapeIdentifier(source)}` : '';
    await this.#admin(`CREATE DATABASE ${identifier} OWNER ${pg.escapeIdentifier(user)}${from} ${strategy}`);
    const database = new PostgresDatabase(this, name, user, password);
    if (source && owner)
      await database.query(`REASSIGN OWNED BY "${learnerDatabase.user}" TO ${pg.escapeIdentifier(user)}`);
    this.#databases.push(database);
    return database;
  }

  readonly #learnerPassword = randomBytes(12).toString('hex');
  #adminConnection: PostgresConnection | undefined;

  async #admin(sql: string): Promise<void> {
    try {
      if (!this.#adminConnection || this.#adminConnection.lost) this.#adminConnection = await this.connect('postgres');
      await this.#adminConnection.query(sql);
    } catch (error) {
      const message = `${sql.split(' ').slice(0, 2).join(' ')}: ${(error as Error).message}`;
      throw new PlatformError('postgres', message, { cause: error });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closeConnections();
  }
}
