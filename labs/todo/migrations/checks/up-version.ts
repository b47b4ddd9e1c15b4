import { type CheckContext, type CommandResult, type Database, defineCheck } from 'orkestr/lab';
import { type DdlLog, plantDdlLog } from '../ddl-log.ts';
import { exitOf, inWords, lastLines, printedVersion, runFailures, schemaVersion, succeed } from '../migrate-run.ts';
import { filesFailures, versionsOf } from '../migration-files.ts';

/** `version`, `up`, `up`, `version` on an empty database. */
export default defineCheck({
  slug: 'up-version',
  title: { en: 'Up, and up again', ru: 'Вверх и ещё раз вверх' },
  property: {
    en: 'On an empty database `version` says 0, `up` brings it to the newest file, and a second `up` changes nothing and ends with 0.',
    ru: 'На пустой базе `version` говорит 0, `up` доводит до последнего файла, второй `up` ничего не меняет и заканчивается кодом 0.',
  },
  deadlineMs: 60_000,
  section: 'up',
  failures: {
    ...filesFailures,
    ...runFailures,
    'version-format': {
      message: {
        en: '`version` does not print its line as the contract has it.',
        ru: '`version` печатает строку не так, как в контракте.',
      },
      hint: {
        en: 'Scripts read this line: word for word, also on an empty database, where there is no table yet.',
        ru: 'Эту строку читают скрипты: слово в слово, в том числе на пустой базе, где таблицы ещё нет.',
      },
    },
    'wrong-version': {
      message: {
        en: '`version` tells another version than is there.',
        ru: '`version` называет не ту версию, что есть.',
      },
      hint: {
        en: 'The version is the number of the newest file that was applied, kept in the one row of `schema_migrations`.',
        ru: 'Версия — номер последнего применённого файла; она хранится в единственной строке `schema_migrations`.',
      },
    },
    'second-up-failed': {
      message: {
        en: 'A second `up` is not harmless: it ends with an error.',
        ru: 'Второй `up` не безвреден: он кончается ошибкой.',
      },
      hint: {
        en: 'Nothing to do is success. Which files are pending is decided by the version, not by trying.',
        ru: '«Делать нечего» — это успех. Какие файлы ещё не применены, решает версия, а не проба.',
      },
    },
    'second-up-changes': {
      message: {
        en: 'A second `up` is not harmless: it changed the schema again.',
        ru: 'Второй `up` не безвреден: он снова изменил схему.',
      },
      hint: {
        en: 'Every deployment runs `up`. Compare where your list of pending files begins with the version that is there.',
        ru: '`up` выполняется при каждом выкате. Сравните, с какого файла начинается ваш список неприменённых, с версией в базе.',
      },
    },
    'version-table': {
      message: {
        en: '`schema_migrations` is not one clean row with the newest version.',
        ru: 'В `schema_migrations` не одна чистая строка с последней версией.',
      },
      hint: {
        en: 'One row holds the state of the whole schema; the row before it is replaced.',
        ru: 'Одна строка хранит состояние всей схемы; прежняя заменяется.',
      },
    },
  },
  async run(check) {
    const versions = versionsOf(check);
    const head = versions.at(-1) as number;
    const database = await check.postgres.createDatabase();
    const log = await plantDdlLog(database);
    judgeVersion(check, await succeed(check, ['version'], database), { version: 0, dirty: false });
    await succeed(check, ['up'], database);
    await secondUp(check, database, log);
    judgeVersion(check, await succeed(check, ['version'], database), { version: head, dirty: false });
    const { version, dirty, rows } = await schemaVersion(database);
    if (version !== head || dirty || rows !== 1) {
      throw check.fail('version-table', {
        expected: {
          en: `one row: ${inWords({ version: head, dirty: false })}`,
          ru: `одна строка: ${inWords({ version: head, dirty: false })}`,
        },
        received: {
          en: `${rows} rows: ${inWords({ version, dirty })}`,
          ru: `строк ${rows}: ${inWords({ version, dirty })}`,
        },
        command: `psql "$DATABASE_URL" -c 'SELECT * FROM schema_migrations'`,
      });
    }
  },
});

function judgeVersion(
  check: CheckContext<'version-format' | 'wrong-version'>,
  result: CommandResult,
  wanted: { version: number; dirty: boolean },
): void {
  const printed = printedVersion(result);
  const expected = `Current version: ${wanted.version} (dirty: ${wanted.dirty})`;
  if (!printed) {
    throw check.fail('version-format', {
      expected,
      received: lastLines(result, 1)[0] ?? { en: 'nothing was printed', ru: 'ничего не напечатано' },
      command: result.command,
    });
  }
  if (printed.version === wanted.version && printed.dirty === wanted.dirty) return;
  throw check.fail('wrong-version', {
    expected,
    received: `Current version: ${printed.version} (dirty: ${printed.dirty})`,
    command: result.command,
  });
}

async function secondUp(
  check: CheckContext<'second-up-failed' | 'second-up-changes'>,
  database: Database,
  log: DdlLog,
): Promise<void> {
  const before = await log.changes();
  const again = await check.migrate(['up'], { database });
  const changes = (await log.changes()).slice(before.length);
  if (again.exitCode !== 0) {
    throw check.fail('second-up-failed', {
      expected: { en: 'exit code 0, nothing to do', ru: 'код завершения 0, делать нечего' },
      received: exitOf(again),
      command: again.command,
      log: lastLines(again),
    });
  }
  if (changes.length === 0) return;
  throw check.fail('second-up-changes', {
    expected: { en: 'no change of the schema', ru: 'схема не меняется' },
    received: changes.slice(0, 3).join(', '),
    command: again.command,
  });
}
