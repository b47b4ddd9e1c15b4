import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Client } from 'pg';
import { migrate, startMigrate } from './support/migrate.ts';
import { connect, lockWaits, newDatabase, notRunHere } from './support/postgres.ts';
import { until } from './support/until.ts';

const HEAD = 9;

/** Everything a schema is made of, as text. */
async function describeSchema(database: Client): Promise<string> {
  const { rows } = await database.query(`
    SELECT format('column %s %s %s %s', attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) AS line
      FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = to_regclass('tasks') AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT format('constraint %s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid = to_regclass('tasks')
    UNION ALL SELECT format('index %s %s', pg_get_indexdef(indexrelid), indisvalid) FROM pg_index WHERE indrelid = to_regclass('tasks')
    UNION ALL SELECT format('extension %s', extname) FROM pg_extension
    ORDER BY line`);
  return rows.map(({ line }) => line).join('\n');
}

suite('migrate', { skip: notRunHere }, () => {
  test('up, up again, version', async (t) => {
    const url = await newDatabase(t);
    assert.deepEqual(await migrate(url, 'version'), { exitCode: 0, output: 'Current version: 0 (dirty: false)\n' });
    const database = await connect(t, url);
    const { rows } = await database.query("SELECT to_regclass('schema_migrations') AS made");
    assert.equal(rows[0].made, null, 'asking makes no table');
    assert.equal((await migrate(url, 'up')).exitCode, 0);
    assert.deepEqual(await migrate(url, 'up'), {
      exitCode: 0,
      output: `Nothing to apply.\nCurrent version: ${HEAD} (dirty: false)\n`,
    });
    assert.equal((await migrate(url, 'sideways')).exitCode, 2);
    assert.equal((await migrate(url, 'down', '-1')).exitCode, 2);
  });

  test('every down undoes its up; down stops at 0', async (t) => {
    const url = await newDatabase(t);
    const database = await connect(t, url);
    await migrate(url, 'up');
    const onTheWayDown = [await describeSchema(database)];
    for (let version = HEAD - 1; version >= 0; version--) {
      const { exitCode, output } = await migrate(url, 'down');
      assert.equal(exitCode, 0, output);
      assert.match(output, new RegExp(`^Current version: ${version} \\(dirty: false\\)$`, 'm'));
      onTheWayDown.push(await describeSchema(database));
    }
    assert.equal(new Set(onTheWayDown).size, HEAD, 'each step but the backfill changes the schema');
    await migrate(url, 'up');
    assert.equal(await describeSchema(database), onTheWayDown[0]);
    await migrate(url, 'down', '4');
    assert.equal(await describeSchema(database), onTheWayDown[4]);
    assert.match((await migrate(url, 'down', '99')).output, /Current version: 0 /);
    assert.equal((await migrate(url, 'down')).exitCode, 0);
  });

  test('five at once: each file is applied once', async (t) => {
    const url = await newDatabase(t);
    const database = await connect(t, url);
    // Slow enough that all five overlap.
    await database.query(`
      CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.1); END';
      CREATE EVENT TRIGGER slow ON ddl_command_start EXECUTE FUNCTION slow()`);
    const runs = await Promise.all([...Array(5)].map(() => migrate(url, 'up')));
    assert.deepEqual(
      runs.map(({ exitCode }) => exitCode),
      [0, 0, 0, 0, 0],
    );
    const applied = runs.flatMap(({ output }) => output.match(/^Applied \d+/gm) ?? []);
    assert.equal(applied.length, HEAD);
    assert.ok(runs.some(({ output }) => output.includes('Another process is migrating')));
  });

  test('a file that fails leaves its number and dirty; then nothing moves until it is forced', async (t) => {
    const url = await newDatabase(t);
    const database = await connect(t, url);
    await database.query('CREATE TABLE tasks (not_ours INT)');
    const failed = await migrate(url, 'up');
    assert.equal(failed.exitCode, 1);
    assert.match(failed.output, /"tasks" already exists/);
    assert.match((await migrate(url, 'version')).output, /Current version: 1 \(dirty: true\)/);
    for (const command of ['up', 'down']) {
      const refused = await migrate(url, command);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.output, /dirty at version 1/);
    }
    await database.query('DROP TABLE tasks');
    assert.match((await migrate(url, 'force', '0')).output, /Current version: 0 \(dirty: false\)/);
    assert.equal((await migrate(url, 'up')).exitCode, 0);
  });

  test('killed while it waits for a lock: dirty, never at a version it did not reach', async (t) => {
    const url = await newDatabase(t);
    await migrate(url, 'up');
    await migrate(url, 'down', '8');
    const reader = await connect(t, url);
    const observer = await connect(t, url);
    await reader.query('BEGIN; SELECT FROM tasks');
    const run = startMigrate(url, 'up');
    await until('it waits', async () => (await lockWaits(observer)) === 1);
    run.process.kill('SIGKILL');
    await run.ended;
    await reader.query('COMMIT');
    assert.match((await migrate(url, 'version')).output, /Current version: 2 \(dirty: true\)/);
    const { rows } = await observer.query(
      "SELECT FROM information_schema.columns WHERE table_name = 'tasks' AND column_name = 'tags'",
    );
    assert.equal(rows.length, 0);
    await migrate(url, 'force', '1');
    assert.equal((await migrate(url, 'up')).exitCode, 0);
  });

  test('behind a slow reader it steps back, lets others pass, and gets there', async (t) => {
    const url = await newDatabase(t);
    await migrate(url, 'up');
    await migrate(url, 'down', '8');
    const reader = await connect(t, url);
    const writer = await connect(t, url);
    await reader.query('BEGIN; SELECT FROM tasks');
    const run = startMigrate(url, 'up');
    await until('it waits', async () => (await lockWaits(writer)) === 1);
    const startedAt = performance.now();
    await writer.query("INSERT INTO tasks (title) VALUES ('milk')"); // queued behind the ALTER TABLE
    assert.ok(performance.now() - startedAt < 2_500);
    await reader.query('COMMIT');
    assert.equal((await run.ended).exitCode, 0);
    const { rows } = await writer.query('SELECT tags FROM tasks');
    assert.deepEqual(rows, [{ tags: [] }]);
  });

  test('an INVALID index of an earlier try is replaced', async (t) => {
    const url = await newDatabase(t);
    const database = await connect(t, url);
    await migrate(url, 'up');
    await database.query(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('idx_tasks_title'::regclass, 'idx_tasks_tags'::regclass)",
    );
    await migrate(url, 'force', '6');
    assert.equal((await migrate(url, 'up')).exitCode, 0);
    const { rows } = await database.query('SELECT FROM pg_index WHERE NOT indisvalid');
    assert.equal(rows.length, 0);
  });

  test('the backfill fills every row, in batches', async (t) => {
    const url = await newDatabase(t);
    const database = await connect(t, url);
    await migrate(url, 'up');
    await migrate(url, 'down', '8');
    await database.query("INSERT INTO tasks (title) SELECT 'task ' || n FROM generate_series(1, 12000) n");
    assert.equal((await migrate(url, 'up')).exitCode, 0);
    const { rows } = await database.query(
      "SELECT count(*)::int AS filled FROM tasks WHERE tags = '{}' GROUP BY xmin::text",
    );
    assert.deepEqual(rows.map(({ filled }) => filled).sort(), [2_000, 5_000, 5_000]);
  });
});
