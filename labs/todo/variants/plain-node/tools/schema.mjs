import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { statementsOf } from './statements.mjs';

const folder = new URL('../migrations/', import.meta.url);
const lockKey = 20_260_101;
const attempts = 30;

/** A sentence for whoever ran the command; it ends with exit 1. */
class Stop extends Error {}

const files = readdirSync(folder);
const steps = files
  .filter((file) => file.endsWith('.up.sql'))
  .map((up) => ({ number: Number.parseInt(up, 10), up, down: up.replace('.up.sql', '.down.sql') }))
  .sort((a, b) => a.number - b.number);

const commands = { up, down, version, force };

try {
  const [name, argument] = process.argv.slice(2);
  if (!Object.hasOwn(commands, name ?? '')) throw new Stop('usage: up | down [N] | version | force V');
  if (argument !== undefined && !/^\d{1,9}$/.test(argument)) throw new Stop(`not a number: ${argument}`);
  await withDatabase(name, (client) => commands[name](client, argument === undefined ? undefined : Number(argument)));
} catch (error) {
  process.stderr.write(`stopped: ${error.message}\n`);
  process.exitCode = 1;
}

async function withDatabase(name, fn) {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    if (name !== 'version') {
      await takeTurn(client);
      await client.query(
        'CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)',
      );
    }
    await fn(client);
  } finally {
    await client.end();
  }
}

/**
 * Whoever comes second waits here, however long it takes. It asks again and again: a statement that waited would hold a
 * snapshot, CREATE INDEX CONCURRENTLY waits for every snapshot, and the two would stand in each other's way.
 */
async function takeTurn(client) {
  for (;;) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS taken', [lockKey]);
    if (rows[0].taken) return;
    await setTimeout(100);
  }
}

async function up(client) {
  let { number } = await cleanState(client);
  const pending = steps.filter((step) => step.number > number);
  for (const step of pending) {
    process.stdout.write(`apply ${step.up}\n`);
    await run(client, step.up, { during: step.number, after: step.number });
    number = step.number;
  }
  process.stdout.write(`${pending.length} applied, schema is at ${number}\n`);
}

async function down(client, count = 1) {
  let { number } = await cleanState(client);
  for (let left = count; left > 0 && number > 0; left--) {
    const at = steps.findIndex((step) => step.number === number);
    if (at === -1) throw new Stop(`there is no file for version ${number}`);
    process.stdout.write(`undo ${steps[at].down}\n`);
    const below = steps[at - 1]?.number ?? 0;
    await run(client, steps[at].down, { during: number, after: below });
    number = below;
  }
  process.stdout.write(`schema is at ${number}\n`);
}

async function version(client) {
  const { number, dirty } = await state(client);
  process.stdout.write(`Current version: ${number} (dirty: ${dirty})\n`);
}

async function force(client, number) {
  if (number === undefined) throw new Stop('force needs a version');
  await note(client, number, false);
  process.stdout.write(`schema is said to be at ${number}\n`);
}

async function state(client) {
  const { rows } = await client.query(`SELECT to_regclass('schema_migrations') IS NOT NULL AS there`);
  if (!rows[0].there) return { number: 0, dirty: false };
  const { rows: found } = await client.query('SELECT version, dirty FROM schema_migrations');
  return { number: Number(found[0]?.version ?? 0), dirty: found[0]?.dirty ?? false };
}

async function cleanState(client) {
  const now = await state(client);
  if (now.dirty) throw new Stop(`version ${now.number} is dirty: mend the schema by hand, then run force`);
  return now;
}

/** Notes `during` as dirty, runs the file, notes `after` as clean: with the file in one transaction where it can be. */
async function run(client, file, { during, after }) {
  const sql = readFileSync(new URL(file, folder), 'utf8');
  await note(client, during, true);
  if (!/^\s*--\s*no-transaction\b/.test(sql)) {
    await patiently(client, async () => {
      await client.query('BEGIN');
      await client.query(`SET LOCAL lock_timeout = '2s'`);
      await client.query(sql);
      await note(client, after, false);
      await client.query('COMMIT');
    });
    return;
  }
  for (const statement of statementsOf(sql)) {
    const patienceMs = /\bCONCURRENTLY\b/i.test(statement) ? 0 : 2000;
    await client.query(`SET lock_timeout = ${patienceMs}`);
    await patiently(client, () => client.query(statement));
  }
  await client.query('RESET lock_timeout');
  await note(client, after, false);
}

/** Runs `fn` again as long as somebody else holds a lock that it needs. */
async function patiently(client, fn) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fn();
    } catch (error) {
      await client.query('ROLLBACK');
      if (error.code !== '55P03' || attempt === attempts) throw error;
      process.stdout.write(`the table is busy, attempt ${attempt} of ${attempts}\n`);
    }
  }
}

async function note(client, number, dirty) {
  await client.query(
    `WITH gone AS (DELETE FROM schema_migrations WHERE version <> $1)
     INSERT INTO schema_migrations VALUES ($1, $2) ON CONFLICT (version) DO UPDATE SET dirty = excluded.dirty`,
    [number, dirty],
  );
}
