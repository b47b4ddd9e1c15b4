import type { CheckContext } from 'orkestr/lab';
import { migrationFolder } from './migration-files.ts';
import { sqlStatements } from './sql-statements.ts';

/** Tables that are the tool's own and no part of the schema. */
export const toolTables = ['schema_migrations'] as const;

/**
 * The schema after each version as the learner's own up files make it, without the learner's tool: statement by statement
 * in a scratch database, as the learner's role. Index 0 is the empty database. Ends early at a file that plain SQL cannot
 * run; then those after it are not there.
 */
export async function schemasByFiles(check: CheckContext): Promise<readonly string[]> {
  const database = await check.postgres.createDatabase();
  await using session = await database.session();
  await session.query(`SET ROLE "${database.user}"`);
  const dump = () => database.dumpSchema({ exclude: toolTables });
  const schemas = [await dump()];
  for (const { up } of migrationFolder(check.repository).migrations) {
    if (!up) continue;
    try {
      for (const statement of sqlStatements(check.repository.read(up) ?? '')) await session.query(statement);
    } catch (error) {
      check.signal.throwIfAborted();
      check.note({
        en: `${up} cannot be run as plain SQL (${(error as Error).message}): versions from here on are compared only at the two ends`,
        ru: `${up} не выполнить как простой SQL (${(error as Error).message}): дальше версии сравниваются только по краям`,
      });
      break;
    }
    schemas.push(await dump());
  }
  return schemas;
}

/** Lines of the one dump that the other does not have. */
export function onlyIn(one: string, other: string): readonly string[] {
  const known = new Set(other.split('\n'));
  return one.split('\n').filter((line) => !known.has(line));
}
