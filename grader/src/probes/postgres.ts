import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Faults } from '../lab/index.ts';
import { type Database, type DatabaseOptions, PlatformError, type Postgres, poll, type Row } from '../lab/index.ts';
import type { Container } from '../stack/container.ts';
import { PostgresDatabase } from './postgres-database.ts';

/** How the learner's side reaches the server, and what it is called there. */
export const learnerDatabase = { host: 'postgres', port: 5432, user: 'todouser', name: 'tododb' };

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
  async connect(database: string): Promise<pg.Client> {
    const client = new pg.Client({
      host: await this.container.address(),
      port: learnerDatabase.port,
      user: 'postgres',
      password: this.#superPassword,
      database,
      application_name: 'orkestr-grader',
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      lock_timeout: 20_000,
    });
    // A connection cut by a fault is expected; what it breaks shows up in the query that needed it.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Resolves when it takes connections and answers. @throws PlatformError when it does not within 30 s */
  async answering(): Promise<void> {
    const look = async () => {
      try {
        const client = await this.connect('postgres');
        await client.query('SELECT 1').finally(() => client.end());
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

  /** The attempt's own database, under the name that the contract gives it. */
  createNamed(name: string): Promise<PostgresDatabase> {
    return this.#create(name, {}, undefined);
  }

  /** Keeps a copy of `database` as it is now, to clone migrated ones from. Nobody may be connected to it. */
  async keepTemplate(database: PostgresDatabase): Promise<void> {
    await database.disconnect();
    await this.#admin(`CREATE DATABASE orkestr_template TEMPLATE "${database.name}" OWNER "${database.user}"`);
  }

  createDatabase(options: DatabaseOptions = {}): Promise<Database> {
    this.#count++;
    const name = `${learnerDatabase.name}_${this.#count}_${randomBytes(3).toString('hex')}`;
    return this.#create(name, options, options.migrated ? 'orkestr_template' : undefined);
  }

  async #create(name: string, { owner }: DatabaseOptions, template: string | undefined): Promise<PostgresDatabase> {
    const user = owner?.user ?? learnerDatabase.user;
    const password = owner?.password ?? this.#learnerPassword;
    if (!this.#roles.has(user)) {
      await this.#admin(`CREATE ROLE ${pg.escapeIdentifier(user)} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
      this.#roles.add(user);
    }
    const identifier = pg.escapeIdentifier(name);
    const from = template ? ` TEMPLATE ${pg.escapeIdentifier(template)}` : '';
    await this.#admin(`CREATE DATABASE ${identifier} OWNER ${pg.escapeIdentifier(user)}${from}`);
    const database = new PostgresDatabase(this, name, user, password);
    if (template && owner)
      await database.query(`REASSIGN OWNED BY "${learnerDatabase.user}" TO ${pg.escapeIdentifier(user)}`);
    this.#databases.push(database);
    return database;
  }

  readonly #learnerPassword = randomBytes(12).toString('hex');
  #adminClient: pg.Client | undefined;

  async #admin(sql: string): Promise<Row[]> {
    try {
      this.#adminClient ??= await this.connect('postgres');
      return (await this.#adminClient.query(sql)).rows;
    } catch (error) {
      await this.#adminClient?.end().catch(() => undefined);
      this.#adminClient = undefined;
      throw new PlatformError('postgres', `${sql.split(' ').slice(0, 2).join(' ')}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#databases.map((database) => database.disconnect()));
    await this.#adminClient?.end().catch(() => undefined);
  }
}
