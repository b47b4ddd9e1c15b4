import type { CheckContext, CommandResult, Database, FailureText } from 'orkestr/lab';

/** A run that had to succeed and did not. */
export const runFailures = {
  'run-failed': {
    message: {
      en: 'A migrate command that had to succeed ended with an error.',
      ru: 'Команда миграции, которая должна была пройти, закончилась ошибкой.',
    },
    hint: {
      en: 'Its last lines are below. Run the same against an empty database of your own.',
      ru: 'Её последние строки — ниже. Запустите то же самое на своей пустой базе.',
    },
  },
} satisfies Record<string, FailureText>;

/** What `schema_migrations` says: 0 and clean when there is no row or no table. */
export interface SchemaVersion {
  version: number;
  dirty: boolean;
  rows: number;
}

/** Runs it and expects exit code 0. @throws CheckFailure with its last lines */
export async function succeed(
  check: CheckContext<keyof typeof runFailures>,
  args: readonly string[],
  database: Database,
): Promise<CommandResult> {
  const result = await check.migrate(args, { database });
  if (result.exitCode === 0) return result;
  throw check.fail('run-failed', {
    expected: {
      en: `\`${args.join(' ')}\` ends with exit code 0`,
      ru: `\`${args.join(' ')}\` заканчивается с кодом 0`,
    },
    received: exitOf(result),
    command: result.command,
    log: lastLines(result),
  });
}

/** The exit code, for a message. */
export function exitOf({ exitCode }: CommandResult) {
  return { en: `exit code ${exitCode}`, ru: `код завершения ${exitCode}` };
}

/** The end of what a run has written. */
export function lastLines({ output }: CommandResult, count = 8): string[] {
  return output.split('\n').filter(Boolean).slice(-count);
}

/** Reads the version from the table that the contract publishes. */
export async function schemaVersion(database: Database): Promise<SchemaVersion> {
  const [table] = await database.query<{ there: boolean }>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS there`,
  );
  if (!table?.there) return { version: 0, dirty: false, rows: 0 };
  const rows = await database.query<{ version: string; dirty: boolean }>(
    'SELECT version, dirty FROM schema_migrations ORDER BY version DESC',
  );
  return { version: Number(rows[0]?.version ?? 0), dirty: rows[0]?.dirty ?? false, rows: rows.length };
}

/** `Current version: 3 (dirty: false)` among whatever else was written, or `undefined`. */
export function printedVersion({ output }: CommandResult): { version: number; dirty: boolean } | undefined {
  const found = /current version:\s*(\d+)\s*\(dirty:\s*(true|false)\)/i.exec(output);
  return found ? { version: Number(found[1]), dirty: found[2]?.toLowerCase() === 'true' } : undefined;
}

/** A version as the contract prints it. */
export function inWords({ version, dirty }: { version: number; dirty: boolean }): string {
  return `version ${version} (dirty: ${dirty})`;
}
