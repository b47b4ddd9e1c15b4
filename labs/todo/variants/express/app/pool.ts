import postgres from 'postgres';
import { databaseUnavailable, Problem } from './problem.ts';

/** What runs statements: the pool itself, or a transaction of it. */
export type Sql = postgres.Sql<{ bigint: number }>;

/** How long a session that owes an answer is waited for after its caller has given up. */
const graceMs = 1000;

/** Sessions with the database, at most `max`; each piece of work has one of them to itself. */
export class Pool {
  readonly max: number;
  readonly #timeoutMs: number;
  readonly #open: () => Sql;
  readonly #sessions = new Set<number>();
  readonly #queue: (() => void)[] = [];
  #sql: Sql;
  #inUse = 0;

  constructor(options: { url: string; max: number; timeoutMs: number }) {
    this.max = options.max;
    this.#timeoutMs = options.timeoutMs;
    this.#open = () =>
      postgres(options.url, {
        max: options.max,
        connect_timeout: Math.ceil(options.timeoutMs / 1000),
        backoff: () => 0.2,
        fetch_types: false,
        onnotice: () => {},
        // The one place where the library says which session it uses.
        debug: (session) => this.#sessions.add(session),
        onclose: (session) => this.#sessions.delete(session),
        connection: { application_name: 'todo-express', statement_timeout: options.timeoutMs },
        types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
      });
    this.#sql = this.#open();
  }

  /** Sessions by what they do. */
  get state() {
    return { in_use: this.#inUse, idle: Math.max(0, this.#sessions.size - this.#inUse), max: this.max };
  }

  /**
   * Runs `work`, waiting for a session included, in at most `limitMs`. `urgent` goes before others that wait.
   *
   * @throws Problem 503 when the database is the reason
   */
  async run<T>(work: (sql: Sql) => Promise<T>, options: { limitMs?: number; urgent?: boolean } = {}): Promise<T> {
    const { limitMs = this.#timeoutMs, urgent = false } = options;
    const endsAt = performance.now() + limitMs;
    await this.#takeSlot(limitMs, urgent);
    const sql = this.#sql;
    const result = work(sql).finally(() => this.#freeSlot());
    try {
      return await within(result, endsAt - performance.now());
    } catch (error) {
      if (error instanceof TooLate) this.#replaceUnlessSettled(sql, result);
      throw error instanceof TooLate || isUnavailable(error) ? databaseUnavailable() : error;
    }
  }

  /** Closes all sessions, waiting at most two seconds for what still runs. */
  async close() {
    await this.#sql.end({ timeout: 2 });
  }

  async #takeSlot(limitMs: number, urgent: boolean) {
    if (this.#inUse < this.max) {
      this.#inUse++;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    if (urgent) this.#queue.unshift(resolve);
    else this.#queue.push(resolve);
    try {
      await within(promise, limitMs);
    } catch {
      const place = this.#queue.indexOf(resolve);
      if (place >= 0) this.#queue.splice(place, 1);
      else this.#freeSlot();
      throw databaseUnavailable();
    }
  }

  #freeSlot() {
    const next = this.#queue.shift();
    if (next) next();
    else this.#inUse--;
  }

  /** A server that does not even end a statement at its own time limit has gone: begin anew, so that slots come back. */
  #replaceUnlessSettled(sql: Sql, result: Promise<unknown>) {
    const timer = setTimeout(() => {
      if (this.#sql !== sql) return;
      this.#sql = this.#open();
      this.#sessions.clear();
      void sql.end({ timeout: 0 });
    }, graceMs);
    result.catch(() => {}).finally(() => clearTimeout(timer));
  }
}

class TooLate extends Error {}

async function within<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TooLate()), Math.max(0, limitMs));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof Problem || !(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof postgres.PostgresError) return ['08', '53', '57'].includes(code.slice(0, 2));
  return /^(CONNECT|E[A-Z]+_?[A-Z]*$)/.test(code) && !code.startsWith('ERR_');
}
