import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Database, RowFault, RowFaultOptions } from '../lab/index.ts';

/**
 * Plants a trigger that sleeps or fails for the chosen rows. It counts its hits in a sequence, since a sequence is not
 * rolled back with the statement that the trigger ends. Lives in a schema of its own and goes when disposed of.
 */
export async function plantRowFault(database: Database, options: RowFaultOptions): Promise<RowFault> {
  const id = `orkestr_fault_${randomBytes(4).toString('hex')}`;
  const table = pg.escapeIdentifier(options.table);
  const seconds = (options.sleepMs ?? 200) / 1000;
  const action =
    options.does === 'sleep' ? `PERFORM pg_sleep(${seconds});` : `RAISE EXCEPTION 'orkestr: staged failure';`;
  const when = options.when ? `WHEN (${options.when})` : '';
  const timing = options.does === 'raise-at-commit' ? 'CONSTRAINT TRIGGER' : 'TRIGGER';
  const moment =
    options.does === 'raise-at-commit'
      ? `AFTER ${options.on} ON ${table} DEFERRABLE INITIALLY DEFERRED`
      : `BEFORE ${options.on} ON ${table}`;
  const row = options.on === 'DELETE' ? 'OLD' : 'NEW';
  await database.query('CREATE SCHEMA IF NOT EXISTS orkestr');
  await database.query(`CREATE SEQUENCE orkestr.${id}`);
  await database.query(
    `CREATE FUNCTION orkestr.${id}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN PERFORM nextval('orkestr.${id}'); ${action} RETURN ${row}; END $$`,
  );
  await database.query(`CREATE ${timing} ${id} ${moment} FOR EACH ROW ${when} EXECUTE FUNCTION orkestr.${id}()`);
  let lifted: Promise<void> | undefined;
  const lift = async () => {
    await database.query(`DROP TRIGGER IF EXISTS ${id} ON ${table}`);
    await database.query(`DROP FUNCTION IF EXISTS orkestr.${id}()`);
    await database.query(`DROP SEQUENCE IF EXISTS orkestr.${id}`);
    // Refused while another fault still lives in it; the last one takes it away.
    await database.query('DROP SCHEMA IF EXISTS orkestr').catch(() => undefined);
  };
  return {
    async hits() {
      const [counter] = await database.query<{ hits: string }>(
        `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS hits FROM orkestr.${id}`,
      );
      return Number(counter?.hits ?? 0);
    },
    [Symbol.asyncDispose]: () => {
      lifted ??= lift();
      return lifted;
    },
  };
}
