import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';

const folder = join(import.meta.dirname, '../migrations');
const lock = 5_512_020;

interface State {
  version: number;
  dirty: boolean;
}

/** A file to run, and the versions before and after it. */
interface Step {
  name: string;
  from: number;
  to: number;
}

const sql = postgres(process.env.DATABASE_URL ?? '', { max: 1, onnotice: () => {} });
try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`ERROR: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await sql.end();
}

async function main([command = '', argument]: string[]): Promise<void> {
  const number = argument === undefined ? undefined : Number(argument);
  if (number !== undefined && !(Number.isSafeInteger(number) && number >= 0)) throw new Error(`bad number ${argument}`);
  if (command === 'version') {
    const { version, dirty } = await readState();
    console.log(`Current version: ${version} (dirty: ${dirty})`);
    return;
  }
  if (!['up', 'down', 'force'].includes(command)) throw new Error('commands: up, down [N], version, force V');
  // No file here works outside a transaction, so that nothing waits for the sessions that wait for this lock.
  await sql`select pg_advisory_lock(${lock})`;
  await sql`create table if not exists schema_migrations (version bigint primary key, dirty boolean not null)`;
  if (command === 'force') {
    if (number === undefined) throw new Error('force which version?');
    await sql.begin((transaction) => writeState(transaction, { version: number, dirty: false }));
    return;
  }
  const state = await readState();
  if (state.dirty) throw new Error(`the schema is dirty (${state.version}); see to it, then force a version`);
  for (const step of await plan(command, state.version, number ?? 1)) {
    console.log(`${step.name} ...`);
    await take(step);
  }
  console.log('done');
}

async function plan(command: string, version: number, count: number): Promise<Step[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(`.${command}.sql`)).sort();
  const numbers = names.map((name) => Number(name.split('_')[0]));
  const steps = names.map((name, index): Step => {
    const own = numbers[index]!;
    const before = numbers[index - 1] ?? 0;
    return command === 'up' ? { name, from: before, to: own } : { name, from: own, to: before };
  });
  if (command === 'up') return steps.filter(({ to }) => to > version);
  return steps
    .filter(({ from }) => from <= version)
    .reverse()
    .slice(0, count);
}

/** File and number in one transaction: a process that is killed leaves the step before, clean. */
async function take({ name, from, to }: Step): Promise<void> {
  const text = await readFile(join(folder, name), 'utf8');
  for (let left = 30; ; left--) {
    try {
      await sql.begin(async (transaction) => {
        await transaction`set local lock_timeout = 2000`;
        await transaction.unsafe(text).simple();
        await writeState(transaction, { version: to, dirty: false });
      });
      return;
    } catch (error) {
      if (error instanceof postgres.PostgresError && error.code === '55P03' && left > 1) continue;
      await sql.begin((transaction) => writeState(transaction, { version: Math.max(from, to), dirty: true }));
      throw error;
    }
  }
}

async function readState(): Promise<State> {
  const [found] = await sql`select to_regclass('schema_migrations') as name`;
  if (!found?.name) return { version: 0, dirty: false };
  const [row] = await sql`select version, dirty from schema_migrations`;
  return { version: Number(row?.version ?? 0), dirty: row?.dirty ?? false };
}

/** One row, or none when there is nothing. */
async function writeState(on: postgres.TransactionSql, { version, dirty }: State): Promise<void> {
  await on`delete from schema_migrations`;
  if (version > 0) await on`insert into schema_migrations values (${version}, ${dirty})`;
}
