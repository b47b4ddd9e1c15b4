import type { Database } from 'orkestr/lab';

/** A schema change that was committed: `CREATE TABLE public.tasks`. */
export type SchemaChange = string;

/** What changes the schema of a database, noted by the database itself, whoever does it. */
export interface DdlLog {
  /** Committed changes so far, oldest first. Those of `schema_migrations` are the tool's own and left out. */
  changes(): Promise<readonly SchemaChange[]>;
  /** Lets changes through when they were held at the gate. */
  openGate(): Promise<void>;
}

/** How the first changes are slowed down, so that runs which begin together overlap. */
export interface DdlLogOptions {
  /** Changes wait until `openGate` is called. */
  gate?: boolean;
  /** Each of the first six changes then takes this long. */
  sleepMs?: number;
}

/**
 * Plants event triggers that note each schema change. They live in a schema of their own, in a database that only one
 * check uses. The gate is a sequence: unlike a row it is seen at once, whatever transaction looks at it.
 */
export async function plantDdlLog(database: Database, options: DdlLogOptions = {}): Promise<DdlLog> {
  const seconds = (options.sleepMs ?? 0) / 1000;
  const statements = [
    'CREATE SCHEMA orkestr',
    'CREATE TABLE orkestr.ddl (id bigserial PRIMARY KEY, change text NOT NULL)',
    'CREATE SEQUENCE orkestr.gate',
    'CREATE SEQUENCE orkestr.slowed',
    ...(options.gate ? [] : [`SELECT nextval('orkestr.gate')`]),
    `CREATE FUNCTION orkestr.hold() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN
       WHILE NOT (SELECT is_called FROM orkestr.gate) LOOP PERFORM pg_sleep(0.05); END LOOP;
       IF ${seconds} > 0 AND nextval('orkestr.slowed') <= 6 THEN PERFORM pg_sleep(${seconds}); END IF;
     END $$`,
    `CREATE FUNCTION orkestr.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN
       INSERT INTO orkestr.ddl (change) SELECT command_tag || ' ' || object_identity
         FROM pg_event_trigger_ddl_commands() WHERE object_identity !~ 'schema_migrations';
     END $$`,
    `CREATE FUNCTION orkestr.note_drop() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN
       INSERT INTO orkestr.ddl (change) SELECT tg_tag || ' ' || object_identity
         FROM pg_event_trigger_dropped_objects() WHERE original AND object_identity !~ 'schema_migrations';
     END $$`,
    'CREATE EVENT TRIGGER orkestr_hold ON ddl_command_start EXECUTE FUNCTION orkestr.hold()',
    'CREATE EVENT TRIGGER orkestr_note ON ddl_command_end EXECUTE FUNCTION orkestr.note()',
    'CREATE EVENT TRIGGER orkestr_note_drop ON sql_drop EXECUTE FUNCTION orkestr.note_drop()',
  ];
  // One after the other: a script of several statements would be one transaction, fine too, but harder to read in a log.
  for (const statement of statements) await database.query(statement);
  return {
    async changes() {
      const rows = await database.query<{ change: string }>('SELECT change FROM orkestr.ddl ORDER BY id');
      return rows.map((row) => row.change);
    },
    async openGate() {
      await database.query(`SELECT nextval('orkestr.gate')`);
    },
  };
}
