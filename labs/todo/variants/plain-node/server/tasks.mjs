import { Refusal } from './refusal.mjs';
import { changes, idList, listQuery, newTask, pathId, writeCursor } from './rules.mjs';

const stamp = (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The keys stand in another order than on the page; JSON does not mind. */
const columns = `${stamp('created_at')} AS created_at, ${stamp('updated_at')} AS updated_at,
  ${stamp('completed_at')} AS completed_at, done, version, priority, title, id::float8 AS id`;

/** Every call on tasks. Each gets `{id, body, query, ifMatch}` and gives `{status, body, headers}`. */
export function taskCalls({ database, numbers }) {
  const missing = () => new Refusal(404, 'task_not_found', 'There is no such task.');

  async function lock(query, id, ifMatch) {
    const [task] = await query(`SELECT ${columns} FROM tasks WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    if (!task) throw missing();
    if (ifMatch !== undefined && !matches(ifMatch, task.version)) {
      throw new Refusal(412, 'version_conflict', `The task is at version ${task.version} by now.`);
    }
    return task;
  }

  async function finish(query, id) {
    const [task] = await query(
      `UPDATE tasks SET done = true, completed_at = now(), updated_at = now(), version = version + 1
        WHERE id = $1 AND NOT done RETURNING ${columns}`,
      [id],
    );
    return task;
  }

  return {
    async create({ body }) {
      const { title, priority } = newTask(body);
      const [task] = await database.work((query) =>
        query(`INSERT INTO tasks (priority, title) VALUES ($1, $2) RETURNING ${columns}`, [priority, title]),
      );
      numbers.created += 1;
      return answer(task, 201, { location: `/tasks/${task.id}` });
    },

    async list({ query: parameters }) {
      const { limit, done, after } = listQuery(parameters);
      const rows = await database.work((query) =>
        query(
          `SELECT ${columns}, (extract(epoch FROM created_at) * 1000000)::bigint::text AS micros FROM tasks
            WHERE ($1::boolean IS NULL OR done = $1)
              AND ($2::bigint IS NULL
                OR (created_at, id) < (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::bigint))
            ORDER BY created_at DESC, id DESC LIMIT $4`,
          [done, after?.micros, after?.id, limit + 1],
        ),
      );
      const page = rows.slice(0, limit);
      const cursor = rows.length > limit ? writeCursor(page.at(-1)) : null;
      return {
        body: { next_cursor: cursor, count: page.length, items: page.map(({ micros, ...task }) => shown(task)) },
      };
    },

    async read({ id }) {
      const wanted = pathId(id);
      const [task] = await database.work((query) => query(`SELECT ${columns} FROM tasks WHERE id = $1`, [wanted]));
      if (!task) throw missing();
      return answer(task);
    },

    async change({ id, body, ifMatch }) {
      const wanted = changes(body);
      const { before, after } = await database.transaction(async (query) => {
        const before = await lock(query, pathId(id), ifMatch);
        if (Object.entries(wanted).every(([name, value]) => before[name] === value)) return { before, after: before };
        const next = { ...before, ...wanted };
        const [after] = await query(
          `UPDATE tasks SET title = $2, priority = $3, done = $4, version = version + 1, updated_at = now(),
                  completed_at = CASE WHEN NOT $4 THEN NULL WHEN done THEN completed_at ELSE now() END
            WHERE id = $1 RETURNING ${columns}`,
          [id, next.title, next.priority, next.done],
        );
        return { before, after };
      });
      if (after.done && !before.done) numbers.completed += 1;
      return answer(after);
    },

    async remove({ id, ifMatch }) {
      const wanted = pathId(id);
      await database.transaction(async (query) => {
        await lock(query, wanted, ifMatch);
        await query('DELETE FROM tasks WHERE id = $1', [wanted]);
      });
      return { status: 204 };
    },

    async complete({ id }) {
      const wanted = pathId(id);
      const { task, changed } = await database.transaction(async (query) => {
        const before = await lock(query, wanted);
        return before.done ? { task: before } : { task: await finish(query, wanted), changed: true };
      });
      if (changed) numbers.completed += 1;
      return answer(task);
    },

    async completeMany({ body }) {
      const wanted = idList(body);
      const { tasks, changed } = await database.transaction(async (query) => {
        const found = await query(
          `SELECT ${columns} FROM tasks WHERE id = ANY ($1::bigint[]) ORDER BY tasks.id FOR NO KEY UPDATE`,
          [wanted],
        );
        const tasks = new Map(found.map((task) => [task.id, task]));
        const details = wanted
          .filter((id) => !tasks.has(id))
          .map((id) => ({ field: 'ids', message: `no task ${id}`, id }));
        if (details.length > 0) throw new Refusal(404, 'task_not_found', 'Some tasks are not there.', { details });
        const open = found.filter((task) => !task.done);
        for (const { id } of open) tasks.set(id, await finish(query, id));
        return { tasks, changed: open.length };
      });
      numbers.completed += changed;
      // In the order in which they were asked for.
      return { body: { items: wanted.map((id) => shown(tasks.get(id))) } };
    },
  };
}

/** A field more than the contract has. */
function shown(task) {
  return { ...task, href: `/tasks/${task.id}` };
}

function answer(task, status = 200, headers = {}) {
  return { status, body: shown(task), headers: { ...headers, etag: `"${task.version}"` } };
}

function matches(header, version) {
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim() === `"${version}"`);
}
