import type { Pool, Sql } from './pool.ts';
import { Problem, taskNotFound } from './problem.ts';

interface Row {
  id: number;
  title: string;
  priority: number;
  done: boolean;
  version: number;
  created_at: Date;
  updated_at: Date;
  completed_at: Date | null;
  micros: number;
}

/** Does the version that a task has fit what the client expects? */
export type Expectation = (version: number) => boolean;

/** Tasks in the database. Changes are optimistic: they name the version they were made from, and begin anew when it has gone. */
export class Store {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async insert(fields: { title: string; priority: number }): Promise<Row> {
    const [row] = await this.#pool.run((sql) => sql<Row[]>`insert into tasks ${sql(fields)} returning ${columns(sql)}`);
    return row!;
  }

  async find(id: number): Promise<Row> {
    return this.#pool.run((sql) => findIn(sql, id));
  }

  /** Newest first, one more than `limit` when there are more. */
  async list(options: {
    limit: number;
    done?: boolean | undefined;
    after?: { micros: number; id: number } | undefined;
  }) {
    const { limit, done, after } = options;
    return this.#pool.run((sql) => {
      const ofState = done === undefined ? sql`` : done ? sql`and done` : sql`and not done`;
      const older = after
        ? sql`and (created_at, id) < (to_timestamp(0) + make_interval(secs => ${after.micros}::numeric / 1000000), ${after.id})`
        : sql``;
      return sql<Row[]>`
        select ${columns(sql)} from tasks where true ${ofState} ${older}
        order by created_at desc, id desc limit ${limit + 1}`;
    });
  }

  /** Gives the task, and whether it became done by this. @throws Problem 404, 412 */
  async change(id: number, wanted: Partial<Pick<Row, 'title' | 'priority' | 'done'>>, fits: Expectation) {
    return this.#pool.run(async (sql) => {
      for (;;) {
        const before = await findIn(sql, id);
        if (!fits(before.version)) throw conflict(before.version);
        const next = { title: before.title, priority: before.priority, done: before.done, ...wanted };
        const same = next.title === before.title && next.priority === before.priority && next.done === before.done;
        if (same) return { task: before, finished: false };
        const completedAt = next.done ? sql`coalesce(completed_at, clock_timestamp())` : sql`null`;
        const [task] = await sql<Row[]>`
          update tasks set ${sql(next)}, completed_at = ${completedAt}, updated_at = clock_timestamp(), version = version + 1
          where id = ${id} and version = ${before.version} returning ${columns(sql)}`;
        if (task) return { task, finished: task.done && !before.done };
      }
    });
  }

  /** @throws Problem 404, 412 */
  async remove(id: number, fits: Expectation): Promise<void> {
    await this.#pool.run(async (sql) => {
      for (;;) {
        const { version } = await findIn(sql, id);
        if (!fits(version)) throw conflict(version);
        const { count } = await sql`delete from tasks where id = ${id} and version = ${version}`;
        if (count > 0) return;
      }
    });
  }

  /** All or none, ascending by id; `finished` is how many were open. @throws Problem 404 */
  async completeAll(ids: readonly number[]) {
    return this.#pool.run((pool) =>
      pool.begin(async (transaction) => {
        const sql = transaction as unknown as Sql;
        const locked = await sql<Row[]>`
          select ${columns(sql)} from tasks where id in ${sql([...ids])} order by id for update`;
        const known = new Set(locked.map(({ id }) => id));
        const details = ids.flatMap((id, index) =>
          known.has(id) ? [] : [{ field: `ids[${index}]`, message: `Task ${id} does not exist` }],
        );
        if (details.length > 0) throw new Problem(404, 'task_not_found', 'Not all tasks exist', { details });
        const finished = await sql<Row[]>`
          update tasks set done = true, completed_at = now(), updated_at = now(), version = version + 1
          where id in ${sql([...ids])} and not done returning ${columns(sql)}`;
        const fresh = new Map(finished.map((task) => [task.id, task]));
        return { tasks: locked.map((task) => fresh.get(task.id) ?? task), finished: fresh.size };
      }),
    );
  }
}

async function findIn(sql: Sql, id: number): Promise<Row> {
  const [row] = await sql<Row[]>`select ${columns(sql)} from tasks where id = ${id}`;
  if (!row) throw taskNotFound(id);
  return row;
}

function columns(sql: Sql) {
  return sql`id, title, priority, done, version, created_at, updated_at, completed_at,
    (extract(epoch from created_at) * 1000000)::bigint as micros`;
}

function conflict(version: number) {
  return new Problem(412, 'version_conflict', `Precondition Failed: version is ${version}`);
}

/** A task as clients see it: UTC as an offset, and the tags it does not have yet. */
export function present({ micros: _, ...row }: Row) {
  const utc = (time: Date) => time.toISOString().replace('Z', '+00:00');
  return {
    ...row,
    tags: [],
    created_at: utc(row.created_at),
    updated_at: utc(row.updated_at),
    completed_at: row.completed_at && utc(row.completed_at),
  };
}
