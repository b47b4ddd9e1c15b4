import type { CheckContext, Database } from 'orkestr/lab';

/** A task as the table has it. */
export interface Listed {
  id: number;
  done: boolean;
  /** With all six digits of the second. */
  createdAt: string;
}

/** What `insertTasks` makes: 40 + 40 + 8 * 5. */
export const total = 120;

/**
 * 120 tasks in groups: some share their time to the microsecond, some nearly. Returns them in the order in which the list
 * must show them.
 */
export async function insertTasks(check: Pick<CheckContext, 'random' | 'note'>, database: Database): Promise<Listed[]> {
  // Two groups larger than any page, so that pages end inside them; the others fill up.
  const sizes = check.random.shuffle([40, 40, ...Array.from({ length: 8 }, () => 5)]);
  const steps = check.random.shuffle([0, 3]);
  let large = 0;
  const groups = sizes.flatMap((size, group) => {
    const microseconds = size === 40 ? steps[large++]! : check.random.pick([0, 3]);
    return Array.from({ length: size }, (_, index) => ({
      offset: group * 1_000_000 + index * microseconds,
      done: check.random.integer(1, 3) === 1,
      title: `Task ${check.random.word()}`,
    }));
  });
  const column = <K extends keyof (typeof groups)[number]>(name: K) => groups.map((task) => task[name]);
  await database.query(
    `INSERT INTO tasks (title, done, completed_at, created_at, updated_at)
     SELECT title, done, CASE WHEN done THEN now() END, at, at
       FROM (SELECT title, done, now() - interval '1 day' + (micro || ' microseconds')::interval AS at, position
               FROM unnest($1::text[], $2::bool[], $3::bigint[]) WITH ORDINALITY AS given(title, done, micro, position)) AS rows
      ORDER BY position`,
    [column('title'), column('done'), column('offset')],
  );
  const rows = await database.query<{ id: number; done: boolean; created_at: string }>(
    'SELECT id::float8 AS id, done, created_at::text FROM tasks ORDER BY tasks.created_at DESC, tasks.id DESC',
  );
  check.note({
    en: `${rows.length} tasks are in the table, several at each moment.`,
    ru: `В таблице ${rows.length} задач, по нескольку на каждый момент времени.`,
  });
  return rows.map(({ id, done, created_at }) => ({ id, done, createdAt: created_at }));
}
