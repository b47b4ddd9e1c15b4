import { type CheckContext, type Database, defineCheck, type Random } from 'orkestr/lab';
import { runFailures, schemaVersion, succeed } from '../migrate-run.ts';
import { filesFailures, versionsOf } from '../migration-files.ts';

const rowCount = 1000;

/** Rows written in the shape of file 001, read again at the newest version and back at 001. */
export default defineCheck({
  slug: 'data-kept',
  title: { en: 'A thousand rows on the way', ru: 'Тысяча строк в пути' },
  property: {
    en: '1,000 rows that were there at version 1 are equal, column by column, after `up` to the newest version and after going back.',
    ru: '1000 строк, бывших в базе на версии 1, остаются такими же во всех столбцах после `up` до последней версии и после возврата.',
  },
  deadlineMs: 90_000,
  section: 'data',
  failures: {
    ...filesFailures,
    ...runFailures,
    'rows-lost': {
      message: { en: 'Rows were lost on the way.', ru: 'По дороге потерялись строки.' },
      hint: {
        en: 'Which statement of your files could make a row disappear? On an empty database nobody would notice it.',
        ru: 'Какой оператор в ваших файлах может убрать строку? На пустой базе этого не заметит никто.',
      },
    },
    'rows-changed': {
      message: { en: 'Rows were changed on the way.', ru: 'По дороге строки изменились.' },
      hint: {
        en: 'A schema change may add to a row. What was in it belongs to the users.',
        ru: 'Изменение схемы может добавить что-то к строке. То, что в ней было, принадлежит пользователям.',
      },
    },
  },
  async run(check) {
    const versions = versionsOf(check);
    const first = versions[0] as number;
    const database = await check.postgres.createDatabase({ migrated: true });
    await downTo(check, database, first, versions.length - 1);
    await insertRows(check.random, database);
    const before = await rows(database);

    const up = await succeed(check, ['up'], database);
    judge(check, before, await rows(database), { en: 'at the newest version', ru: 'на последней версии' }, up.command);
    const command = await downTo(check, database, first, versions.length - 1);
    judge(
      check,
      before,
      await rows(database),
      { en: 'back at version 1', ru: 'снова на версии 1' },
      command ?? up.command,
    );
  },
});

/** Goes down, at once where `down N` is kept to and else step by step: whether N counts is another check's matter. */
async function downTo(check: CheckContext<'run-failed'>, database: Database, version: number, steps: number) {
  let command: string | undefined;
  for (let tries = 0; tries <= steps; tries++) {
    if ((await schemaVersion(database)).version <= version) return command;
    const result = await succeed(check, tries === 0 ? ['down', String(steps)] : ['down'], database);
    command = result.command;
  }
  return command;
}

type TaskRow = Record<string, unknown> & { id: string };

async function rows(database: Database): Promise<readonly TaskRow[]> {
  return database.query<TaskRow>(
    `SELECT id::text, title, priority, done, version, created_at::text, updated_at::text, completed_at::text
     FROM tasks ORDER BY id`,
  );
}

async function insertRows(random: Random, database: Database): Promise<void> {
  const made = Array.from({ length: rowCount }, (_, index) => ({
    title: `${random.word(random.integer(1, 30))} ${random.pick(['дело', 'task', '任务', '"quoted"', "it's", '✓'])}`,
    priority: random.integer(1, 5),
    done: random.fraction() < 0.3,
    version: random.integer(1, 9),
    minutes: index + random.integer(0, 5),
  }));
  await database.query(
    `INSERT INTO tasks (title, priority, done, version, created_at, updated_at, completed_at)
     SELECT title, priority, done, version, made, made + interval '1 hour', CASE WHEN done THEN made + interval '1 hour' END
     FROM (SELECT r.*, timestamptz '2026-01-01 00:00Z' + minutes * interval '1 minute' AS made
           FROM jsonb_to_recordset($1::jsonb) AS r(title text, priority int, done boolean, version int, minutes int)) AS r`,
    [JSON.stringify(made)],
  );
}

function judge(
  check: CheckContext<'rows-lost' | 'rows-changed'>,
  before: readonly TaskRow[],
  after: readonly TaskRow[],
  where: { en: string; ru: string },
  command: string,
): void {
  const found = new Map(after.map((row) => [row.id, row]));
  const lost = before.filter((row) => !found.has(row.id));
  if (lost.length > 0 || after.length !== before.length) {
    throw check.fail('rows-lost', {
      expected: { en: `${before.length} rows ${where.en}`, ru: `${before.length} строк ${where.ru}` },
      received: {
        en: `${after.length} rows, ${lost.length} of the old ones gone`,
        ru: `${after.length} строк, из прежних пропало ${lost.length}`,
      },
      command,
    });
  }
  const changed = before.find((row) => JSON.stringify(row) !== JSON.stringify(found.get(row.id)));
  if (!changed) return;
  throw check.fail('rows-changed', {
    expected: { en: `${JSON.stringify(changed)} ${where.en}`, ru: `${JSON.stringify(changed)} ${where.ru}` },
    received: JSON.stringify(found.get(changed.id)),
    command,
  });
}
